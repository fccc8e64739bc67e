import {expect} from 'chai'
import {inspectOne} from '../support/inspect-scene.ts'

const TRIED = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {acme: {server: "https://acme.corp/dir", solvers: []}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, uid: web}
spec: {secretName: web-tls, dnsNames: ["*.shop"], issuerRef: {name: corp, kind: ClusterIssuer}}
status:
  conditions:
  - {type: Issuing, status: "True", reason: DoesNotExist, message: "it is in \\"invalid\\" state: "}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata:
  name: web-1
  namespace: shop
  creationTimestamp: "{{now -9m}}"
  annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}
  ownerReferences: [{apiVersion: cert-manager.io/v1, kind: Certificate, name: web, uid: web, controller: true}]
spec: {request: "", issuerRef: {name: corp, kind: ClusterIssuer}}
---`

const order = (status: string): string => `
apiVersion: acme.cert-manager.io/v1
kind: Order
metadata: {name: web-1-1, namespace: shop, creationTimestamp: "{{now -9m}}", ownerReferences: [{kind: CertificateRequest, name: web-1}]}
spec: {dnsNames: ["*.shop"]}
status: {${status}}
---`

const challenge = (status: string): string => `
apiVersion: acme.cert-manager.io/v1
kind: Challenge
metadata: {name: web-1-1-1, namespace: shop, creationTimestamp: "{{now -9m}}", ownerReferences: [{kind: Order, name: web-1-1}]}
spec: {dnsName: shop, wildcard: true, type: DNS-01}
status: {${status}}
---`

const event = (kind: string, name: string, message: string, type = 'Warning'): string => `
apiVersion: v1
kind: Event
metadata: {name: ${name}-${type}, namespace: shop}
involvedObject: {kind: ${kind}, name: ${name}}
type: ${type}
reason: Solver
message: ${message}
lastTimestamp: "{{now -4m}}"
---`

const acmeSteps = async (...objects: readonly string[]) => {
  const {story} = await inspectOne([TRIED, ...objects].join(''), 'certificate/web')
  return (story?.steps ?? []).filter(({detail}) => /^(order|challenge)\//.test(detail))
}

describe('what an ACME server is asked for', () => {
  it('waits for what the last warning about it says, where it does not say why itself', async () => {
    const events = [event('Order', 'web-1-1', 'no solver'), event('Order', 'web-1-1', 'made', 'Normal')]
    const [step] = await acmeSteps(order('state: pending'), ...events)
    expect(step).to.deep.include({is: 'pending', detail: 'order/web-1-1: pending, no solver'})
    const [told] = await acmeSteps(order('state: pending, reason: it says why'), ...events)
    expect(told?.detail).to.equal('order/web-1-1: pending, it says why')
    const [done] = await acmeSteps(order('state: valid'), ...events)
    expect(done).to.deep.include({is: 'event', detail: 'order/web-1-1: now valid'})
  })

  it('failed when it says so, or when somebody said so, and not when it was made', async () => {
    const invalid = challenge('state: invalid, reason: refused')
    const failed = order('state: invalid, failureTime: "{{now -5m}}"')
    const known = await acmeSteps(failed, invalid, event('Challenge', 'web-1-1-1', 'refused'))
    expect(known.map(({is, at}) => [is, at])).to.deep.equal([
      ['failed', '2026-11-22T11:55:00Z'],
      ['failed', '2026-11-22T11:56:00Z'],
    ])
    expect(known[1]?.detail).to.equal('challenge/web-1-1-1 (DNS-01 for *.shop): invalid, refused')
    const unknown = await acmeSteps(failed, invalid)
    expect(unknown.map(({at}) => at)).to.deep.equal(['2026-11-22T11:55:00Z', undefined])
  })

  it('is told of a certificate that was issued, too, whose challenges are gone', async () => {
    const ready = '{type: Ready, status: "True", reason: Issued, lastTransitionTime: "{{now -8m}}"}'
    const signed = TRIED.replace(/---$/, `status: {conditions: [${ready}]}\n---`)
    for (const target of ['certificate/web', 'certificaterequest/web-1']) {
      const {story, gaps} = await inspectOne([signed, order('state: valid')].join(''), target)
      expect(story?.steps.slice(1, 4).map(({is, detail, at}) => [is, detail.split(' by ')[0], at])).to.deep.equal([
        ['requested', 'certificaterequest/web-1', '2026-11-22T11:51:00Z'],
        ['event', 'order/web-1-1: now valid', '2026-11-22T11:51:00Z'],
        ['signed', 'by ClusterIssuer/corp', '2026-11-22T11:52:00Z'],
      ])
      expect(JSON.stringify(gaps)).not.to.contain('challenges')
    }
  })

  it('leaves no colon behind which nothing comes', async () => {
    const {order: ordered} = await inspectOne(TRIED, 'certificate/web')
    expect(ordered?.conditions.map(({message}) => message)).to.deep.equal(['it is in "invalid" state'])
  })
})
