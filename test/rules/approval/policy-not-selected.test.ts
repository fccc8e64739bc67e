import {expect} from 'chai'
import {judge} from '../../../src/core/doctor/judge.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {policyNotSelected as rule} from '../../../src/rules/approval/policy-not-selected.ts'
import {SCENE_NOW} from '../../support/placeholders.ts'
import {sceneOf} from '../../support/rule-case.ts'

const policy = (name: string, issuerRef: object): string =>
  JSON.stringify({
    apiVersion: 'policy.cert-manager.io/v1alpha1',
    kind: 'CertificateRequestPolicy',
    metadata: {name},
    spec: {selector: {issuerRef, namespace: {matchNames: ['elsewhere']}}},
  })

/** The policy that is called the nearest; all of these miss the namespace. */
const nearestOf = (...policies: readonly string[]): string | undefined => {
  const {judged} = judge(rule, viewOf(sceneOf([rule.examples.given, ...policies].join('\n---\n'))), SCENE_NOW)
  return /: (\S+) nearly takes them/.exec(judged[0]?.finding.message ?? '')?.[1]
}

describe('PKI303', () => {
  const base = policy('base', {name: '*', kind: '*', group: '*'})
  const kind = policy('kind', {kind: 'StepClusterIssuer'})
  const pattern = policy('pattern', {name: 'step-*', kind: 'StepClusterIssuer'})
  const web = policy('web', {name: 'step-ca'})

  it('calls the policy the nearest that names the issuer best', () => {
    expect(nearestOf(base, policy('aaa', {}))).to.equal('aaa')
    expect(nearestOf(base, kind)).to.equal('kind')
    expect(nearestOf(base, kind, pattern)).to.equal('pattern')
    expect(nearestOf(base, kind, pattern, web)).to.equal('web')
  })

  it('takes none for near that names another issuer', () => {
    expect(nearestOf(base, policy('aaa', {name: 'another'}))).to.equal('base')
  })
})
