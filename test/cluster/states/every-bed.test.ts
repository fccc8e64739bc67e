import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {expect} from 'chai'
import {beds} from './runner/beds.ts'

const home = import.meta.dirname

const played = readdirSync(home)
  .filter(file => file.endsWith('.test.ts'))
  .flatMap(file => [...readFileSync(path.join(home, file), 'utf8').matchAll(/^describeStates\((.*)\)$/gm)])
  .map(([, words]) => words)

describe('the states of every bed', () => {
  for (const name of Object.keys(beds)) {
    it(`${name}: are played by a file`, () => {
      const shares = [[`'${name}'`], [`'${name}', 'together'`, `'${name}', 'alone'`]]
      expect(shares.some(words => words.every(one => played.includes(one)))).to.equal(true)
    })
  }
})
