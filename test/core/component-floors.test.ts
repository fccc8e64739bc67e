import {expect} from 'chai'
import {isBelow, SECURITY_FLOORS} from '../../src/core/component-floors.ts'
import {compareVersions, parseVersion} from '../../src/core/version.ts'

describe('parseVersion', () => {
  it('reads tags and versions of charts, and nothing else', () => {
    expect(parseVersion('v1.21.1')).to.deep.equal({major: 1, minor: 21, patch: 1, isEarly: false})
    expect(parseVersion('0.30.0-rc6')?.isEarly).to.equal(true)
    expect(parseVersion('1.18.5-debian-12-r0')?.isEarly).to.equal(false)
    for (const text of ['latest', '1.x', '1.21', '>=1.2.3', 'v1.2.3.4', '', undefined, `${'9'.repeat(400)}.0.0`])
      expect(parseVersion(text), text).to.equal(undefined)
  })
})

describe('compareVersions', () => {
  it('puts versions in their order, those before a release before it', () => {
    const sorted = ['0.9.0', '0.10.0-rc1', '0.10.0', '0.10.1', '1.0.0'].flatMap(text => parseVersion(text) ?? [])
    expect(sorted.toReversed().sort(compareVersions)).to.deep.equal(sorted)
  })
})

describe('the table of security floors', () => {
  it('names versions that can be read, in their order, and a source', () => {
    for (const {fixed, source} of SECURITY_FLOORS) {
      const floors = fixed.flatMap(text => parseVersion(text) ?? [])
      expect(floors.length).to.equal(fixed.length).and.to.be.greaterThan(0)
      expect(floors.toSorted(compareVersions)).to.deep.equal(floors)
      expect(source).to.match(/^https:\/\//)
    }
  })

  it('knows fixes of older lines', () => {
    const pem = SECURITY_FLOORS.find(({fixed}) => fixed.includes('1.15.4'))
    const below = (text: string) => {
      const version = parseVersion(text)
      return pem !== undefined && version !== undefined && isBelow(version, pem)
    }
    expect(['1.11.0', '1.12.13', '1.13.9', '1.15.3', '1.16.1', '1.16.2-rc1'].map(below)).to.not.include(false)
    expect(['1.12.14', '1.15.4', '1.16.2', '1.17.0', '2.0.0'].map(below)).to.not.include(true)
  })
})
