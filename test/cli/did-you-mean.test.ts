import {expect} from 'chai'
import {surfaceIn} from '../../src/cli/completion/surface.ts'
import {didYouMean} from '../../src/cli/did-you-mean.ts'

const SURFACE = surfaceIn(new URL('../..', import.meta.url).pathname)
const noCommand = (name: string) => didYouMean(`there is no command "${name}"`, SURFACE, [name])
const noFlag = (flag: string, ...command: string[]) => didYouMean(`nonexistent flag: ${flag}`, SURFACE, command)

describe('what somebody may have meant', () => {
  it('is the command that is nearly called so', () => {
    expect(noCommand('docter')).to.equal(' (did you mean doctor?)')
    expect(noCommand('inpsect')).to.equal(' (did you mean inspect?)')
    expect(noCommand('snapshot sav')).to.equal(' (did you mean snapshot save?)')
    expect(noCommand('bogus')).to.equal('')
    expect(noCommand('')).to.equal('')
  })

  it('is the flag of that command', () => {
    expect(noFlag('--outptu', 'doctor')).to.equal(' (did you mean --output?)')
    expect(noFlag('--forc', 'snapshot', 'save')).to.equal(' (did you mean --force?)')
    expect(noFlag('--forc', 'doctor')).to.equal('')
    expect(noFlag('--outptu', 'nothing')).to.equal('')
    expect(noFlag('-y', 'doctor')).to.equal('')
    expect(didYouMean('something else', SURFACE, ['doctor'])).to.equal('')
  })
})
