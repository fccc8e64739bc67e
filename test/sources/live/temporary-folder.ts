import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A folder for the files of one suite, removed after it. */
export const temporaryFolder = (): (() => string) => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'live-'))
  })
  after(() => rmSync(folder, {recursive: true, force: true}))
  return () => folder
}
