import {expect} from 'chai'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {inspect} from '../../src/app/inspect.ts'
import {exitCodeOfInspection} from '../../src/core/inspect/exit-code.ts'
import {objectTargets, parseTargets} from '../../src/core/inspect/target.ts'
import type {Endpoint} from '../../src/core/kube/snapshot.ts'
import {makePki} from '../fixtures/make-pki.ts'
import {expectSchema} from '../support/inspection-schema.ts'
import {SCENE_NOW} from '../support/placeholders.ts'
import {scene} from '../support/scene.ts'

const pki = makePki({now: SCENE_NOW})
const root = pki.ca('root')
const kubelet = pki.selfSigned('n1@1700000000', {dns: ['n1']})
const ca = root.leaf('step-ca', {dns: ['ca.step.svc'], ips: ['10.0.0.9']})

const YAML = `
apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: Hostname, address: n1}, {type: InternalIP, address: 10.0.0.7}]}
---
apiVersion: v1
kind: Node
metadata: {name: n2}
status: {addresses: []}
---
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step}
spec: {url: "https://10.0.0.9:9000", caBundle: "${Buffer.from(root.pem).toString('base64')}", provisioner: {name: p}}`

/** What inspect answers where everything that is dialled shows its certificate, and what was dialled. */
const probed = async (word: string, isProbed = true) => {
  const dialled: Endpoint[] = []
  const shown = new Map([
    ['10.0.0.7', kubelet.pem],
    ['10.0.0.9', ca.pem],
  ])
  const document = await inspect({read: async () => scene(YAML)}, objectTargets(parseTargets([word], () => false)), {
    rules: [],
    ...doctorFacts,
    ...(isProbed && {
      probe: async endpoints => {
        dialled.push(...endpoints)
        return endpoints.map(endpoint => ({
          endpoint,
          result: {known: true, value: {chain: [shown.get(endpoint.host) ?? ''], protocol: 'TLSv1.3'}},
        }))
      },
    }),
  })
  expectSchema(document)
  const [inspection] = document.inspections
  return {document, inspection, dialled}
}

describe('an inspection with --probe', () => {
  it('shows what a kubelet serves, for the address that the API server dials', async () => {
    const {inspection, document, dialled} = await probed('node/n1')
    expect(dialled).to.deep.include({host: '10.0.0.7', port: 10_250})
    expect(inspection?.handshake?.server).to.equal('10.0.0.7:10250')
    expect(inspection?.chains[0]).to.deep.include({at: 'served', hosts: [{host: '10.0.0.7', covered: false}]})
    expect(inspection?.certificates[0]?.commonName).to.equal('n1@1700000000')
    expect(exitCodeOfInspection(document, 'error')).to.equal(0)
  })

  it('shows what a step-ca serves, judged by the caBundle of its issuer', async () => {
    const {inspection} = await probed('stepclusterissuer/step')
    expect(inspection?.chains.map(({at, verdict}) => [at, verdict?.is])).to.deep.equal([
      ['served', 'valid'],
      ['spec.caBundle', undefined],
    ])
    expect(inspection?.chains[0]?.hosts).to.deep.equal([{host: '10.0.0.9', covered: true}])
  })

  it('dials nobody unless asked, and says what is not known therefore', async () => {
    const {inspection, dialled} = await probed('node/n1', false)
    expect(dialled).to.deep.equal([])
    expect(inspection?.gaps).to.deep.equal([
      {
        part: 'what 10.0.0.7:10250 serves',
        because: {reason: 'not-collected', detail: 'it is dialled only with --probe'},
      },
    ])
    expect((await probed('node/n2')).inspection?.gaps[0]?.part).to.equal('what it serves')
  })
})
