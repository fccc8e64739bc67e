import {expect} from 'chai'
import {listCertificates} from '../../src/app/list-certificates.ts'
import {exitCodeOfInspection} from '../../src/core/inspect/exit-code.ts'
import {KINDS, kindInfo} from '../../src/core/kube/kind.ts'
import {refKey} from '../../src/core/kube/ref.ts'
import type {Coverage, Snapshot} from '../../src/core/kube/snapshot.ts'
import type {ReadPlan, Source} from '../../src/core/ports.ts'
import {expectSchema} from '../support/inspection-schema.ts'
import {scene} from '../support/scene.ts'

/** A cluster that answers exactly what it is asked, and remembers that. Kinds in `forbidden` may not be listed. */
const cluster = (yaml: string, forbidden: readonly string[] = []) => {
  const whole = scene(yaml)
  const plans: ReadPlan[] = []
  const answer = ({kinds, within = [], gets = []}: ReadPlan): Snapshot => {
    const isAsked = ({ref}: Snapshot['objects'][number]): boolean =>
      !forbidden.includes(ref.kind) &&
      (kinds.includes(ref.kind) ||
        within.some(each => each.kind === ref.kind && each.namespace === ref.namespace) ||
        gets.some(each => refKey(each) === refKey(ref)))
    const because = {reason: 'forbidden', detail: 'you may not list them'} as const
    const coverage = [...kinds.map(kind => ({kind})), ...within].map(
      (each): Coverage =>
        forbidden.includes(each.kind) ? {...each, world: 'none', because} : {...each, world: 'closed'},
    )
    return {...whole, objects: whole.objects.filter(isAsked), coverage}
  }
  const source: Source = {
    read: async plan => {
      plans.push(plan)
      return answer(plan)
    },
    namespace: async () => 'default',
  }
  return {source, plans}
}

const YAML = `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: ca, namespace: shop}
spec: {ca: {secretName: ca}}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{secret: {name: corp-root, key: ca.crt}}], target: {configMap: {key: ca.pem}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager, labels: {app.kubernetes.io/name: trust-manager}}
spec: {template: {spec: {containers: [{name: trust-manager, image: "quay.io/jetstack/trust-manager:v0.20.0"}]}}}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-root, namespace: cert-manager}
stringData: {ca.crt: "{{cert root ca notAfter=+5d}}"}
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
stringData: {tls.crt: "{{cert web signedBy=root notAfter=+90d}}", tls.key: "{{key web}}"}
---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: other}
type: kubernetes.io/tls
stringData: {tls.crt: "{{cert other notAfter=-1d}}", tls.key: "{{key other}}"}`

describe('a list of all certificates', () => {
  it('reads a namespace without listing the others, and gets by name what it is judged by', async () => {
    const {source, plans} = cluster(YAML)
    const document = await listCertificates(source, {namespaces: ['shop']})
    expect(
      document.certificates?.map(({subject, effectiveNotAfter}) => [subject.name, effectiveNotAfter]),
    ).to.deep.equal([['web-tls', '2026-11-27T12:00:00Z']])
    expect(document.gaps).to.deep.equal([])
    expect(plans.flatMap(({kinds}) => kinds).filter(kind => kindInfo(kind).namespaced)).to.deep.equal([])
    expect(plans.flatMap(({gets = []}) => gets).map(({name}) => name)).to.deep.equal(['corp-root'])
  })

  it('reads a cluster in a few rounds, and each kind once', async () => {
    const {source, plans} = cluster(YAML)
    const document = await listCertificates(source, {})
    expectSchema(document)
    const {certificates = []} = document
    expect(certificates.map(({subject}) => subject.name)).to.deep.equal(['other', 'corp', 'web-tls'])
    const kinds = plans.flatMap(plan => plan.kinds)
    expect(new Set(kinds).size).to.equal(kinds.length)
    expect(plans.length).to.be.at.most(3)
  })

  it('says what it was not allowed to see, and does not call that healthy', async () => {
    const all = KINDS.map(({kind}) => kind)
    const part = await listCertificates(cluster(YAML, ['core/secrets']).source, {})
    expect(part.gaps).to.deep.equal([
      {part: 'Secrets', because: {reason: 'forbidden', detail: 'you may not list them'}},
    ])
    const nothing = await listCertificates(cluster(YAML, all).source, {namespaces: ['shop', 'other']})
    expect(nothing.certificates).to.deep.equal([])
    expect(nothing.gaps.map(gap => gap.part)).to.include('Secrets in shop, other')
    expect(exitCodeOfInspection(nothing, 'error')).to.equal(3)
  })

  it('ends with 1 where one of them has a problem, unless nobody wants to know', async () => {
    const {source} = cluster(YAML)
    expect(exitCodeOfInspection(await listCertificates(source, {}), 'error')).to.equal(1)
    expect(exitCodeOfInspection(await listCertificates(source, {}), 'none')).to.equal(0)
  })

  it('judges as of another moment', async () => {
    const now = new Date('2027-12-01T00:00:00Z')
    const {certificates = [], takenAt} = await listCertificates(cluster(YAML).source, {now})
    expect(takenAt).to.equal(now.toISOString())
    expect(certificates.map(({problem}) => problem)).to.deep.equal(['expired', 'expired', 'expired'])
  })
})
