import {expect} from 'chai'
import {consult} from '../../src/app/consult.ts'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import type {Report} from '../../src/core/doctor/report.ts'
import {rules} from '../../src/rules/index.ts'
import {live} from '../../src/sources/live/live.ts'
import type {KubeBody} from './bed/kube-api.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {FaultProxy} from './play/fault-proxy.ts'
import {follow, nextSecond} from './run-doctor.ts'
import {application, bundle, internalCa} from './stories/internal-ca-objects.ts'

const ingress = (name: string): object => ({
  ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {name, namespace: 'my-app'}},
  spec: {
    tls: [{hosts: [`${name}.example.internal`], secretName: `${name}-tls`}],
    defaultBackend: {service: {name, port: {number: 443}}},
  },
})

const certificate = (name: string, issuer: object): object => ({
  ...{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name, namespace: 'my-app'}},
  spec: {secretName: `${name}-tls`, dnsNames: [`${name}.example.internal`], issuerRef: issuer},
})

/** What somebody brings along in one go: an issuer, a certificate from it, and who serves it. */
const newcomer = (name: string): readonly object[] => [
  {
    ...{apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: {name}},
    spec: {ca: {secretName: 'internal-ca'}},
  },
  certificate(name, {name, kind: 'ClusterIssuer'}),
  ingress(name),
]

const RENEWED = ['secrets', 'certificates', 'certificaterequests']
const CREATED = [...RENEWED, 'clusterissuers', 'ingresses']

/** Each kind after all others, and each before all others. */
const orders = (kinds: readonly string[]): readonly (readonly string[])[] => [
  ...kinds.map(kind => [kind]),
  ...kinds.map(kind => kinds.filter(other => other !== kind)),
]

const QUIET_MS = 200

describeOnBed('a reading in which', {with: ['cert-manager', 'trust-manager'], approver: 'builtin'}, bed => {
  let proxy: FaultProxy

  const read = async (): Promise<Report> => {
    const source = live({kubeconfig: proxy.kubeconfig(), secrets: true, environment: {}, requestTimeoutSeconds: 60})
    const options = {rules, shows: [], ...doctorFacts}
    return (await consult(source, options, {signal: AbortSignal.timeout(90_000)})).report
  }
  const isDone = ({metadata, status}: KubeBody): boolean => {
    const conditions: readonly KubeBody[] = status?.conditions ?? []
    const has = (type: string) => conditions.find(each => each.type === type && each.status === 'True')
    return has('Issuing') === undefined && has('Ready')?.observedGeneration === metadata.generation
  }
  const issued = (namespace: string, name: string): Promise<KubeBody> =>
    bed().waitFor(`certificate ${name}`, async () => {
      const found = await bed().api.find(`/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/${name}`)
      return found !== undefined && isDone(found) ? found : undefined
    })
  const renew = async (namespace: string, name: string): Promise<void> => {
    const {revision} = (await issued(namespace, name)).status
    await follow(bed(), {say: 'renew', run: ['cmctl', 'renew', '-n', namespace, name]})
    const isNew = async () => (await issued(namespace, name)).status.revision > revision
    await bed().waitFor(`the renewal of ${name}`, isNew)
  }
  const quiet = () =>
    bed().waitFor('the other lists', async () => Date.now() - (proxy.requests.at(-1)?.at ?? 0) > QUIET_MS)

  /** What doctor says where some kinds are listed before a change, and `late` after it. */
  const saidAround = async (late: readonly string[], change: () => Promise<unknown>): Promise<readonly string[]> => {
    let done: Promise<unknown> | undefined
    const once = async (): Promise<void> => {
      done ??= quiet().then(change)
      await done
    }
    proxy.set({only: ({path}) => late.some(plural => path.endsWith(`/${plural}`)), before: once})
    const {findings} = await read()
    proxy.set({})
    expect(done, 'the change').to.not.equal(undefined)
    return findings.map(
      ({rule, subject, message}) => `${late} later: ${rule} ${subject?.kind}/${subject?.name} ${message}`,
    )
  }

  before('a CA and what it has issued', async () => {
    await bed().apply(...internalCa(), ...application(), bundle())
    await bed().apply(certificate('web', {name: 'internal-ca', kind: 'ClusterIssuer'}), ingress('web'))
    for (const name of ['my-app', 'web']) await issued('my-app', name)
    proxy = await FaultProxy.start(bed())
  })

  for (const [namespace, name] of [
    ['my-app', 'web'],
    ['cert-manager', 'internal-ca'],
  ] as const) {
    it(`${namespace}/${name} is renewed claims nothing, whatever was listed before and after`, async () => {
      for (const late of orders(RENEWED)) {
        expect(await saidAround(late, () => renew(namespace, name))).to.deep.equal([])
      }
    })
  }

  it('an issuer, a certificate and an Ingress are created claims nothing, whatever was listed before and after', async () => {
    for (const [index, late] of orders(CREATED).entries()) {
      const name = `new-${index}`
      const create = () =>
        bed()
          .apply(...newcomer(name))
          .then(() => issued('my-app', name))
      expect(await saidAround(late, create)).to.deep.equal([])
    }
  })

  const settled = async (name: string): Promise<void> => {
    await bed().apply(...newcomer(name))
    await issued('my-app', name)
    await nextSecond()
  }
  const remove = (...words: readonly string[]) => bed().kubectl(['delete', ...words])

  it('all of these are deleted claims nothing, whatever was listed before and after', async () => {
    for (const [index, late] of orders(CREATED).entries()) {
      const name = `old-${index}`
      await settled(name)
      const deletion = async () => {
        await remove('-n', 'my-app', `ingress/${name}`, `certificate/${name}`, `secret/${name}-tls`)
        await remove(`clusterissuer/${name}`)
      }
      expect(await saidAround(late, deletion)).to.deep.equal([])
    }
  })

  it('a namespace is deleted claims nothing, whichever kind was listed after it', async () => {
    for (const [index, late] of [['namespaces'], ['secrets'], ['certificates'], ['configmaps']].entries()) {
      const namespace = `short-lived-${index}`
      const there = (object: object) => ({...object, metadata: {...(object as KubeBody).metadata, namespace}})
      await bed().apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}})
      await bed().apply(there(certificate('web', {name: 'internal-ca', kind: 'ClusterIssuer'})), there(ingress('web')))
      await issued(namespace, 'web')
      await nextSecond()
      expect(await saidAround(late, () => remove(`namespace/${namespace}`))).to.deep.equal([])
    }
  })

  it('an issuer is replaced claims nothing where it was listed while it was away', async () => {
    await settled('replaced')
    const [issuer = {}] = newcomer('replaced')
    const away: string[] = []
    proxy.set({
      only: ({path}) => path.endsWith('/clusterissuers'),
      before: async ({query}) => {
        if (away.length === 0) {
          away.push('deleted')
          await remove('clusterissuer/replaced')
        } else if (query.get('fieldSelector') === 'metadata.name=replaced') {
          away.push('created')
          await bed().apply(issuer)
        }
      },
    })
    const {findings} = await read()
    proxy.set({})
    expect(away).to.deep.equal(['deleted', 'created'])
    expect(findings.map(({rule, message}) => `${rule} ${message}`)).to.deep.equal([])
  })

  it('nothing was created still tells of what was created just before it', async () => {
    await bed().apply(ingress('forgotten'))
    const {findings} = await read()
    expect(findings.map(({rule, subject}) => `${rule} ${subject?.name}`)).to.deep.equal(['PKI602 forgotten'])
  })
})
