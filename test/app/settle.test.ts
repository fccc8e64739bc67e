import {expect} from 'chai'
import {consult} from '../../src/app/consult.ts'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {refKey} from '../../src/core/kube/ref.ts'
import type {Seen, Source} from '../../src/core/ports.ts'
import {rules} from '../../src/rules/index.ts'
import {SCENE_NOW} from '../support/placeholders.ts'
import {scene} from '../support/scene.ts'

const ingress = (name: string, secretName = `${name}-tls`) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}, namespace: shop, resourceVersion: "${secretName.length}"}
spec: {tls: [{hosts: [${name}.corp], secretName: ${secretName}}]}`

const CERTIFICATE = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, uid: a1}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: corp, kind: Issuer}}`

const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=web.corp days=90}}", tls.key: "{{base64 key web}}"}`

const all = (...parts: readonly string[]): string => parts.join('\n---')

/** A cluster that was listed like this, and is like that when single objects are looked at. */
class Torn implements Source {
  readonly asked: (readonly Seen[])[] = []
  readonly #listed: string
  readonly #now: string
  readonly #refused: readonly string[]

  constructor(listed: string, now: string, refused: readonly string[] = []) {
    this.#listed = listed
    this.#now = now
    this.#refused = refused
  }

  async read() {
    return scene(this.#listed)
  }

  async lookAgain(seen: readonly Seen[]) {
    this.asked.push(seen)
    const looked = seen.map(({ref}) => ref).filter(({kind}) => !this.#refused.includes(kind))
    const keys = new Set(looked.map(refKey))
    const objects = scene(this.#now).objects.filter(({ref}) => keys.has(refKey(ref)))
    return {looked, objects, takenAt: SCENE_NOW.toISOString()}
  }
}

const said = async (source: Source): Promise<readonly string[]> => {
  const {report} = await consult(source, {rules, shows: [], ...doctorFacts})
  return report.findings.map(({rule, subject}) => `${rule} ${subject?.name}`)
}

describe('a second look', () => {
  it('drops what is said of an object that has gone', async () => {
    const listed = all(ingress('web'), ingress('admin'))
    expect(await said(new Torn(listed, listed))).to.deep.equal(['PKI602 admin', 'PKI602 web'])
    expect(await said(new Torn(listed, ingress('admin')))).to.deep.equal(['PKI602 admin'])
  })

  it('is taken once where all is as it was, and asks for what findings rest on alone', async () => {
    const source = new Torn(all(ingress('web'), CERTIFICATE), all(ingress('web'), CERTIFICATE))
    expect(await said(source)).to.include('PKI202 corp')
    expect(source.asked).to.have.length(1)
    const [asked = []] = source.asked
    expect(asked.map(({ref: {kind, name}}) => `${kind} ${name}`)).to.include.members([
      'cert-manager.io/certificates web',
      'cert-manager.io/issuers corp',
      'core/namespaces shop',
    ])
    expect(asked.find(({ref}) => ref.kind === 'cert-manager.io/certificates')?.uid).to.equal('a1')
    expect(asked.find(({ref}) => ref.kind === 'cert-manager.io/issuers')).to.have.keys(['ref'])
  })

  it('is not taken where nothing was found, nor of what was found in one kind', async () => {
    const quiet = new Torn('', '')
    expect(await said(quiet)).to.deep.equal([])
    const SHARED = `
apiVersion: v1
kind: ConfigMap
metadata: {name: key, namespace: shop}
data: {key: "{{key web}}"}`
    const source = new Torn(SHARED, SHARED)
    expect(await said(source)).to.deep.equal(['PKI410 key'])
    expect([quiet.asked, source.asked]).to.deep.equal([[], []])
  })

  it('finds what was missing and has come', async () => {
    const listed = ingress('web')
    expect(await said(new Torn(listed, all(ingress('web'), SECRET)))).to.not.include('PKI602 web')
  })

  it('goes on to what seems to miss what has gone', async () => {
    const source = new Torn(all(ingress('web'), CERTIFICATE), '')
    expect(await said(source)).to.deep.equal([])
    expect(source.asked.length).to.be.within(1, 2)
  })

  it('takes what has changed as it is now', async () => {
    expect(await said(new Torn(all(ingress('web', 'old-secret'), SECRET), all(ingress('web'), SECRET)))).to.not.include(
      'PKI602 web',
    )
  })

  it('leaves a finding where it may not look, and where a source cannot change', async () => {
    const refused = ['networking.k8s.io/ingresses', 'core/secrets', 'core/namespaces']
    expect(await said(new Torn(ingress('web'), '', refused))).to.deep.equal(['PKI602 web'])
    expect(await said({read: async () => scene(ingress('web'))})).to.deep.equal(['PKI602 web'])
  })

  it('takes what is being deleted for gone, unless it was so before', async () => {
    const deleted = ingress('web').replace('{name', '{deletionTimestamp: "{{now}}", name')
    expect(await said(new Torn(ingress('web'), deleted.replace('Version: "7"', 'Version: "8"')))).to.deep.equal([])
  })

  it('takes what is in a namespace that has gone for gone, and judges the others by it', async () => {
    const SHOP = '\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}'
    const OTHER = '\napiVersion: v1\nkind: Namespace\nmetadata: {name: other}'
    const elsewhere = ingress('away').replace('namespace: shop', 'namespace: other')
    const source = new Torn(all(SHOP, OTHER, ingress('web'), elsewhere), all(OTHER, elsewhere), [
      'networking.k8s.io/ingresses',
    ])
    expect(await said(source)).to.deep.equal(['PKI602 away'])
  })
})
