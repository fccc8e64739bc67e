import {expect} from 'chai'
import {judge} from '../../../src/core/doctor/judge.ts'
import {problemKey} from '../../../src/core/doctor/report.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {signedByRetiredCa as rule} from '../../../src/rules/certificate/signed-by-retired-ca.ts'
import {SCENE_NOW} from '../../support/placeholders.ts'
import {sceneOf} from '../../support/rule-case.ts'

const {given = '', bad} = rule.examples

/** The example, with as many Certificates, each with a Secret of its own. */
const withLeaves = (names: readonly string[], namespace = 'shop'): readonly string[] => {
  const [issuer = '', certificate = '', secret = ''] = given.split('\n---\n')
  const own = (text: string, name: string) =>
    text.replaceAll(/\bweb\b/g, name).replaceAll('namespace: shop', `namespace: ${namespace}`)
  const place = (text: string) => text.replaceAll('namespace: shop', `namespace: ${namespace}`)
  return [place(issuer), place(bad), ...names.flatMap(name => [own(certificate, name), own(secret, name)])]
}

const found = (documents: readonly string[]) =>
  judge(rule, viewOf(sceneOf(documents.join('\n---\n'))), SCENE_NOW).judged.map(({finding}) => finding)

describe('PKI110', () => {
  it('is one problem for each issuer, with one command', () => {
    const findings = found([...withLeaves(['b', 'a', 'c']), ...withLeaves(['d'], 'web')])
    expect(findings).to.have.length(4)
    const problems = Map.groupBy(findings, problemKey)
    expect([...problems.values()].map(([first]) => first?.remedy[0]?.run)).to.have.deep.members([
      ['cmctl', 'renew', '-n', 'shop', 'a', 'b', 'c'],
      ['cmctl', 'renew', '-n', 'web', 'd'],
    ])
  })

  it('renews no more than twenty with one command', () => {
    const names = Array.from({length: 25}, (_, index) => `leaf-${String(index).padStart(2, '0')}`)
    const commands = new Set(found(withLeaves(names)).map(({remedy}) => remedy[0]?.run?.slice(4).join(' ')))
    expect(commands).to.deep.equal(new Set([names.slice(0, 20).join(' '), names.slice(20).join(' ')]))
  })
})
