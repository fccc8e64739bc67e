import {globSync} from 'node:fs'
import {join} from 'node:path'
import type {Command} from '@oclif/core'
import {expect} from 'chai'

const COMMANDS = join(import.meta.dirname, '..', '..', 'src', 'commands')

describe('an argument of a command', () => {
  it('is never read from standard input, which is what `-f -` and `kubectl | xargs` are for', async () => {
    const files = globSync('**/*.ts', {cwd: COMMANDS})
    const commands = await Promise.all(files.map(async file => [file, (await import(join(COMMANDS, file))).default]))
    const args = commands.flatMap(([file, command]) =>
      Object.entries((command as typeof Command).args).map(([name, {ignoreStdin}]) => ({
        where: `${file} ${name}`,
        ignoreStdin,
      })),
    )
    expect(args.length).to.be.above(4)
    expect(args.filter(({ignoreStdin}) => ignoreStdin !== true)).to.deep.equal([])
  })
})
