import {assert, expect} from 'chai'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {inspect} from '../../src/app/inspect.ts'
import type {AnyRule} from '../../src/core/doctor/rule.ts'
import {objectTargets, parseTargets} from '../../src/core/inspect/target.ts'
import {inspectionFormats} from '../../src/render/inspection-formats.ts'
import {expired as rule} from '../../src/rules/certificate/expired.ts'
import {inspectOne, inspectScene} from '../support/inspect-scene.ts'
import {scene} from '../support/scene.ts'

const secret = (name: string, data: Readonly<Record<string, string>>): string => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}, namespace: shop}
type: kubernetes.io/tls
stringData: {${Object.entries(data)
  .map(([key, value]) => `${key}: "${value}"`)
  .join(', ')}}`

const ROOTS = `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: roots}
spec: {sources: [{inLine: "{{cert root ca}}"}], target: {configMap: {key: ca.crt}}}
---`

const CHAIN = '{{chain web signedBy=int san=web.shop}}'

describe('app/inspect', () => {
  it('shows a chain to what a Bundle trusts, and that the key is its own', async () => {
    const yaml = `${ROOTS}${secret('web', {'tls.crt': CHAIN, 'tls.key': '{{key web}}'})}\n# {{cert int ca signedBy=root}}`
    const {chains, keys, certificates, state, effectiveNotAfter} = await inspectOne(yaml, 'secret/web')
    expect(state).to.equal('shown')
    expect(chains[0]?.verdict).to.deep.equal({is: 'valid'})
    expect(chains[0]?.paths.map(({valid, certificates: path}) => [valid, path.length])).to.deep.equal([[true, 3]])
    expect(certificates.map(({subject}) => subject)).to.deep.equal(['CN=web', 'CN=int', 'CN=root'])
    expect(certificates[2]?.places.map(({at}) => at)).to.deep.equal(['bundle/roots'])
    expect(keys.map(({matches}) => matches)).to.deep.equal([true])
    expect(effectiveNotAfter).to.equal(certificates[0]?.notAfter)
  })

  it('says that a key belongs to another certificate', async () => {
    const yaml = `${secret('web', {'tls.crt': '{{cert web san=web.shop}}', 'tls.key': '{{key other}}'})}`
    expect((await inspectOne(yaml, 'secret/web')).keys[0]?.matches).to.equal(false)
  })

  it('ends with the certificate of the chain that ends first', async () => {
    const yaml = `${ROOTS}${secret('web', {'tls.crt': CHAIN})}\n# {{cert int ca signedBy=root notAfter=+3d}}`
    const {effectiveNotAfter, certificates} = await inspectOne(yaml, 'secret/web')
    expect(effectiveNotAfter).to.equal('2026-11-25T12:00:00Z')
    expect(certificates[0]?.notAfter).not.to.equal(effectiveNotAfter)
  })

  it('names the certificate that breaks a chain, and why', async () => {
    const yaml = `${ROOTS}${secret('web', {'tls.crt': CHAIN})}\n# {{cert int ca signedBy=root notAfter=-1d notBefore=-9d}}`
    const {chains, certificates} = await inspectOne(yaml, 'secret/web')
    expect(chains[0]?.verdict).to.include({is: 'invalid', code: 'expired'})
    expect(chains[0]?.verdict?.detail).to.match(/^CN=int expired/)
    const blamed = certificates.find(({fingerprint}) => fingerprint === chains[0]?.paths[0]?.problem?.at)
    expect(blamed?.subject).to.equal('CN=int')
  })

  it('tries every path of a cross-signed chain, and says why each loses', async () => {
    const bundle = '{{bundle web,intA,intB}}'
    const yaml = `${ROOTS}${secret('web', {'tls.crt': bundle})}
# {{cert web signedBy=intA san=web.shop}} {{cert root ca}} {{cert other ca notBefore=-30d notAfter=-1d}}
# {{cert intA ca cn=int signedBy=root notBefore=-9d notAfter=-2d}} {{cert intB ca cn=int sameKey=intA signedBy=other}}`
    const {chains} = await inspectOne(yaml, 'secret/web')
    expect(chains[0]?.verdict?.is).to.equal('invalid')
    const problems = chains[0]?.paths.map(({problem}) => problem?.code)
    expect(problems).to.have.length.at.least(2)
    expect(problems).to.include('expired')
    expect(problems?.every(code => code !== undefined)).to.equal(true)
  })

  it('knows an intermediate that is not sent along, where an issuer has it', async () => {
    const yaml = `${ROOTS}${secret('web', {'tls.crt': '{{cert web signedBy=int san=web.shop}}'})}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: ca, namespace: shop}
spec: {ca: {secretName: ca-tls}}
---${secret('ca-tls', {'tls.crt': '{{cert int ca signedBy=root}}', 'tls.key': '{{key int}}'})}`
    const {chains, certificates} = await inspectOne(yaml, 'secret/web')
    expect(chains[0]?.verdict).to.include({is: 'invalid', code: 'chain-incomplete'})
    const missing = certificates.filter(({fingerprint}) => chains[0]?.notSent.includes(fingerprint))
    expect(missing.map(({subject}) => subject)).to.deep.equal(['CN=int'])
  })

  it('does not call invalid what only nobody here trusts', async () => {
    const yaml = `${secret('web', {'tls.crt': '{{cert web signedBy=ca san=web.shop}}'})}\n# {{cert ca ca}}`
    expect((await inspectOne(yaml, 'secret/web')).chains[0]?.verdict?.is).to.equal('unanchored')
  })

  it('says who uses it, and whether it does for the hosts', async () => {
    const yaml = `${secret('web', {'tls.crt': '{{cert web san=web.shop}}'})}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{hosts: [web.shop, www.shop], secretName: web}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {containers: [{name: a, volumeMounts: [{name: t, mountPath: /tls}]}], volumes: [{name: t, secret: {secretName: web}}]}}}`
    const {usedBy = []} = await inspectOne(yaml, 'secret/web')
    expect(usedBy.map(({subject: {kind}, how, ok}) => [kind, how, ok])).to.deep.equal([
      ['Ingress', 'serves web.shop, www.shop: it is not for www.shop', false],
      ['Deployment', 'mounts it at /tls', undefined],
    ])
  })

  it('says of each part that could not be read why', async () => {
    const because = {reason: 'forbidden', detail: 'you may not list ingresses'} as const
    const yaml = secret('web', {'tls.crt': '{{cert web san=web.shop}}'})
    const {gaps} = await inspectOne(yaml, 'secret/web', {none: {'networking.k8s.io/ingresses': because}})
    expect(gaps).to.deep.include({part: 'Ingresses', because})
  })

  it('names a rule that failed, and answers all the same', async () => {
    const broken = {...rule, check: () => assert.fail('broken')} as AnyRule
    const source = {read: async () => scene(secret('web', {'tls.crt': '{{cert web san=web.shop}}'}))}
    const options = {rules: [broken], ...doctorFacts}
    const document = await inspect(source, objectTargets(parseTargets(['secret/web'], () => false)), options)
    expect(document.crashed).to.deep.equal([rule.id])
    expect(document.inspections[0]?.state).to.equal('shown')
    expect(inspectionFormats.tree(document, {width: 80, color: false, unicode: true})).to.match(
      new RegExp(`^not checked\\n +✗ ${rule.id} failed, which is our mistake`, 'm'),
    )
  })

  it('tells absent from unknown', async () => {
    const forbidden = {reason: 'forbidden', detail: 'you may not get secrets'} as const
    expect((await inspectOne('', 'secret/web')).state).to.equal('absent')
    const unknown = await inspectOne('', 'secret/web', {none: {'core/secrets': forbidden}})
    expect(unknown.state).to.equal('unknown')
    expect(unknown.gaps[0]?.because).to.deep.equal(forbidden)
  })

  it('adds what rules find on it and on what it comes from, and nothing else', async () => {
    const expired = secret('web', {'tls.crt': '{{cert web san=web.shop notBefore=-9d notAfter=-1d}}'})
    const other = secret('other', {'tls.crt': '{{cert other san=o.shop notBefore=-9d notAfter=-1d}}'})
    const {findings} = await inspectOne(`${expired}\n---${other}`, 'secret/web')
    expect(findings.map(({rule, subject}) => `${rule} ${subject?.name}`)).to.deep.equal(['PKI101 web'])
  })

  it('takes a kind alone as all of that kind', async () => {
    const yaml = `${secret('web', {'tls.crt': '{{cert web san=web.shop}}'})}\n---${secret('b', {'tls.crt': '{{cert b san=b}}'})}`
    const secrets = (await inspectScene(yaml, ['secrets'])).inspections
    expect(secrets.map(({target}) => target)).to.deep.equal(['secret/web -n shop', 'secret/b -n shop'])
    const ingresses = (await inspectScene(yaml, ['ingresses'])).inspections
    expect(ingresses.map(({target, state}) => [target, state])).to.deep.equal([['ingresses', 'absent']])
  })

  it('takes several targets, and one name in all namespaces that were saved', async () => {
    const yaml = `${secret('web', {'tls.crt': '{{cert web san=web.shop}}'})}
---
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: other}
stringData: {tls.crt: "{{cert second san=web.other}}"}`
    const {inspections} = await inspectScene(yaml, ['secret/web', 'cm/none'])
    expect(inspections.map(({target, state}) => [target, state])).to.deep.equal([
      ['secret/web -n other', 'shown'],
      ['secret/web -n shop', 'shown'],
      ['configmap/none -n default', 'absent'],
    ])
  })
})
