import {expect} from 'chai'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {inspect} from '../../src/app/inspect.ts'
import {objectTargets, parseTargets} from '../../src/core/inspect/target.ts'
import {refKey} from '../../src/core/kube/ref.ts'
import type {Coverage, Snapshot} from '../../src/core/kube/snapshot.ts'
import type {ReadPlan, Source} from '../../src/core/ports.ts'
import {scene} from '../support/scene.ts'

/** A cluster that answers what it is asked for and nothing else, and remembers that. */
const cluster = (yaml: string) => {
  const whole = scene(yaml)
  const plans: ReadPlan[] = []
  const source: Source = {
    namespace: async () => 'shop',
    read: async plan => {
      plans.push(plan)
      const {kinds, within = [], gets = []} = plan
      const isAsked = ({ref}: Snapshot['objects'][number]): boolean =>
        kinds.includes(ref.kind) ||
        within.some(({kind, namespace}) => kind === ref.kind && namespace === ref.namespace) ||
        gets.some(each => refKey(each) === refKey(ref))
      const found = whole.objects.filter(isAsked)
      const absent = gets.filter(each => !found.some(({ref}) => refKey(ref) === refKey(each)))
      const coverage: Coverage[] = [
        ...[...kinds.map(kind => ({kind})), ...within].map((each): Coverage => ({...each, world: 'closed'})),
        ...absent.map(
          ({kind, namespace, name}): Coverage => ({
            kind,
            ...(namespace !== undefined && {namespace}),
            world: 'open',
            absent: [{kind, name, ...(namespace !== undefined && {namespace})}],
          }),
        ),
      ]
      return {...whole, objects: found, coverage}
    },
  }
  return {source, plans}
}

const YAML = `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop, annotations: {cert-manager.io/certificate-name: web}}
stringData: {tls.crt: "{{cert web signedBy=ca san=web.shop}}", tls.key: "{{key web}}"}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.shop], issuerRef: {name: corp, kind: ClusterIssuer, group: cert-manager.io}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {ca: {secretName: corp-ca}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager, labels: {app.kubernetes.io/name: cert-manager}}
spec: {template: {spec: {containers: [{name: cert-manager, image: "quay.io/jetstack/cert-manager-controller:v1.21.1"}]}}}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: cert-manager}
stringData: {tls.crt: "{{cert ca ca}}", tls.key: "{{key ca}}"}
---
apiVersion: v1
kind: Secret
metadata: {name: bystander, namespace: shop}
stringData: {password: x}`

const lookAt = async (word: string, more: {readonly everywhere?: boolean} = {}) => {
  const {source, plans} = cluster(YAML)
  const {rules, ...options} = {rules: [], ...doctorFacts}
  const targets = objectTargets(parseTargets([word], () => false))
  const {inspections} = await inspect(source, targets, {rules, ...options, ...more})
  return {plans, inspections, inspection: inspections[0]}
}

describe('reading around a target', () => {
  it('follows a Secret to its Certificate, issuer and CA, by name', async () => {
    const {inspection, plans} = await lookAt('secret/web-tls')
    expect(inspection?.chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(inspection?.certificates.at(-1)?.places.map(({at}) => at)).to.deep.equal(['CA of clusterissuer/corp'])
    const gets = plans.flatMap(({gets = []}) => gets.map(({kind, name}) => `${kind} ${name}`))
    expect(gets).to.include.members(['core/secrets web-tls', 'core/secrets corp-ca'])
    expect(gets).not.to.include('core/secrets bystander')
  })

  it('lists no Secrets, and no kind of which a cluster has many outside of the namespace', async () => {
    const {plans} = await lookAt('secret/web-tls')
    expect(plans.length).to.be.within(2, 5)
    const listed = plans.flatMap(({kinds}) => kinds)
    for (const kind of ['core/secrets', 'core/configmaps', 'core/pods', 'core/events', 'cert-manager.io/certificates'])
      expect(listed, kind).not.to.include(kind)
    const within = plans.flatMap(plan => plan.within ?? []).map(({kind}) => kind)
    expect(within).not.to.include('core/secrets')
  })

  it('asks for nothing twice', async () => {
    const {plans} = await lookAt('certificate/web')
    const asked = plans.flatMap(({kinds, within = [], gets = []}) => [
      ...kinds,
      ...within.map(({kind, namespace}) => `${kind} in ${namespace}`),
      ...gets.map(refKey),
    ])
    expect(asked.length).to.equal(new Set(asked).size)
  })

  it('lists a kind in its namespace where all of it is meant', async () => {
    const {inspection, plans} = await lookAt('certificates')
    expect(inspection?.target).to.equal('certificate/web -n shop')
    expect(plans[0]).to.deep.equal({kinds: [], within: [{kind: 'cert-manager.io/certificates', namespace: 'shop'}]})
  })

  it('lists it in the whole cluster where that is said, and looks for each where it is', async () => {
    const {inspections, plans} = await lookAt('secrets', {everywhere: true})
    expect(inspections.map(({target}) => target)).to.have.members([
      'secret/web-tls -n shop',
      'secret/corp-ca -n cert-manager',
      'secret/bystander -n shop',
    ])
    expect(plans[0]).to.deep.equal({kinds: ['core/secrets'], within: []})
    const gets = plans.flatMap(plan => plan.gets ?? []).filter(({kind}) => kind === 'core/secrets')
    expect(gets.map(({namespace, name}) => `${namespace}/${name}`)).to.not.include('shop/corp-ca')
  })
})
