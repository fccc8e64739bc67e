import {expect} from 'chai'
import {doctorFacts} from '../../../src/app/doctor-defaults.ts'
import {examine} from '../../../src/core/doctor/engine.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {rules} from '../../../src/rules/index.ts'
import {SCENE_NOW} from '../../support/placeholders.ts'
import {scene} from '../../support/scene.ts'

const report = (annotations: object, tls: readonly object[]) => {
  const metadata = {name: 'web', namespace: 'shop', creationTimestamp: '{{now -1h}}', annotations}
  const ingress = {apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: {tls}}
  return examine(viewOf(scene(JSON.stringify(ingress))), {rules, now: SCENE_NOW, ...doctorFacts}).findings
}

const BLOCK = {hosts: ['shop.corp'], secretName: 'web-tls'}

describe('PKI608', () => {
  it('is why the Secret is missing, and says what to write', () => {
    for (const [written, meant] of Object.entries({'90d': '2160h', '2 weeks': '336h', '24 h': '24h'})) {
      const annotations = {'cert-manager.io/cluster-issuer': 'corp', 'cert-manager.io/duration': written}
      const findings = report(annotations, [BLOCK])
      const cause = findings.find(({rule}) => rule === 'PKI608')
      expect(cause?.remedy[0]?.say).to.equal(`Set cert-manager.io/duration to ${meant}`)
      expect(findings.find(({rule}) => rule === 'PKI602')?.causedBy).to.include(cause?.fingerprint)
    }
  })

  it('does not guess what was meant', () => {
    const annotations = {'cert-manager.io/cluster-issuer': 'corp', 'cert-manager.io/renew-before': 'soon'}
    const cause = report(annotations, [BLOCK]).find(({rule}) => rule === 'PKI608')
    expect(cause?.remedy.map(({say}) => say)).to.deep.equal([
      'Let cert-manager.io/renew-before be a duration in h, m and s, such as 2160h, or remove it',
    ])
  })

  it('is a remark only where a block without a name may be meant for the certificate of the controller', () => {
    const annotations = {'cert-manager.io/cluster-issuer': 'corp'}
    const gravity = (tls: readonly object[]) => report(annotations, tls).find(({rule}) => rule === 'PKI608')?.severity
    expect(gravity([{hosts: ['a.corp']}])).to.equal('warning')
    expect(gravity([BLOCK, {hosts: ['a.corp']}])).to.equal('info')
    expect(gravity([BLOCK])).to.equal(undefined)
  })
})
