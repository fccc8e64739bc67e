import {expect} from 'chai'
import {formatPath, type Path, parsePath} from '../../../src/core/kube/object.ts'

describe('parsePath', () => {
  it('gives back what formatPath wrote', () => {
    const paths: readonly Path[] = [
      [],
      ['spec', 'tls', 0, 'secretName'],
      ['data', 'tls.crt'],
      ['metadata', 'annotations', 'a.b/c["d"]\\', 12, '0', '', 'näme', 'x[1]', 'line\nbreak'],
      [0, 'a-b', 3],
    ]
    for (const path of paths) expect(parsePath(formatPath(path))).to.deep.equal(path)
  })
})
