import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'

const ROOT = join(import.meta.dirname, '..', '..')
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

type Version = readonly number[]

interface Locked {
  readonly dev?: boolean
  readonly engines?: {readonly node?: string}
}

const versionOf = (text: string): Version =>
  [0, 1, 2].map(part => Number(text.replace(/^\D*/, '').split('.')[part]?.replace('*', '0') ?? 0))
const compare = (a: Version, b: Version): number =>
  a.map((part, index) => part - (b[index] ?? 0)).find(difference => difference !== 0) ?? 0

/** Whether a version is in a range of `engines`: alternatives of `>=1.2.3`, `^1.2.3`, `1.x` or `1`. */
const isIn = (version: Version, range: string): boolean =>
  range.split('||').some(each => {
    const alternative = each.trim().replace(/>= +/, '>=')
    if (!/^(>=|\^)?v?\d+(\.(\d+|\*))*$/.test(alternative)) throw new Error(`a range that is not understood: ${range}`)
    const isEnough = compare(version, versionOf(alternative)) >= 0
    return alternative.startsWith('>=') ? isEnough : isEnough && version[0] === versionOf(alternative)[0]
  })

const OLDEST: string = JSON.parse(read('package.json')).engines.node.replace('>=', '')

/** What the packages want that are installed with the program. */
const wanted = Object.entries(JSON.parse(read('package-lock.json')).packages as Record<string, Locked>).flatMap(
  ([name, {dev, engines}]) =>
    name === '' || dev === true || engines?.node === undefined ? [] : [{name, range: engines.node}],
)

describe('the oldest Node', () => {
  it('is the oldest that every package takes which is installed', () => {
    const oldest = versionOf(OLDEST)
    expect(wanted.length).to.be.above(20)
    expect(wanted.filter(({range}) => !isIn(oldest, range))).to.deep.equal([])
    const [major = 0, minor = 0] = oldest
    expect(wanted.filter(({range}) => !isIn([major, minor - 1, 99], range))).to.not.deep.equal([])
  })

  it('is what the README and the program say', () => {
    expect(read('README.md')).to.contain(`a Node of your own, ${OLDEST} or later`)
    expect(JSON.parse(read('package-lock.json')).packages[''].engines.node).to.equal(`>=${OLDEST}`)
    const [major = 0, minor = 0] = versionOf(OLDEST)
    expect(said(`${major}.${minor - 1}.9`)).to.contain(`needs Node ${OLDEST} or later, this is ${major}.${minor - 1}.9`)
    expect(said(`${major}.${minor}.0`)).to.contain('Client Version')
    expect(said(`${major + 1}.0.0`)).to.contain('Client Version')
  })
})

/** What the program says where Node calls itself so, and none came along. */
const said = (version: string): string => {
  const program = join(ROOT, 'bin', 'kubectl-pki.js')
  const pretend = `Object.defineProperty(process.versions, 'node', {value: '${version}'})`
  const words = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, program, 'version', '--client']
  const env = {...process.env, KUBECTL_PKI_NODE: 'shipped'}
  const {stdout, stderr} = spawnSync(process.execPath, words, {encoding: 'utf8', env})
  return stdout + stderr
}
