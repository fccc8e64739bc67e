import type {Bed} from '../bed/bed.ts'
import {registerKubelet} from '../play/register-kubelet.ts'
import {application, bundle, client, internalCa} from '../stories/internal-ca-objects.ts'
import {certificates, clusterIssuer, grantToSomebodyElse, policy, RELEASE} from '../stories/step-ca-objects.ts'

/** Both stories at once need all components. */
export const options = {
  with: ['cert-manager', 'approver-policy', 'trust-manager', 'step', 'kwok'],
  approver: 'policy',
  stepCa: RELEASE,
} as const

const REQUESTS = '/apis/cert-manager.io/v1/certificaterequests'

const ASKED_BY = 'cert-manager.io/certificate-name'

/** Leaves the bed with something wrong in every part of the trust layer, and at rest. */
export const breakBed = async (bed: Bed): Promise<void> => {
  await bed.apply(await clusterIssuer(bed), ...certificates(), policy(), ...grantToSomebodyElse())
  await bed.apply(...internalCa(), ...application(), bundle(), client('file'), ingress())
  const kubelet = await registerKubelet(bed, 'talos-node-0', [{type: 'InternalIP', address: '198.18.0.10'}])
  await kubelet.requestServingCertificate()
  await bed.waitFor('a request of every Certificate', async () => {
    const requests = await bed.api.list(REQUESTS)
    const asked = new Set(requests.map(({metadata}) => `${metadata.namespace}/${metadata.annotations?.[ASKED_BY]}`))
    const all = await bed.api.list('/apis/cert-manager.io/v1/certificates')
    return all.length >= 4 && all.every(({metadata}) => asked.has(`${metadata.namespace}/${metadata.name}`))
  })
  await bed.waitFor('the issuer to fail', async () => {
    const [issuer] = await bed.api.list('/apis/certmanager.step.sm/v1beta1/stepclusterissuers')
    return issuer?.status?.conditions?.some(({status}: {status: string}) => status === 'False')
  })
  await bed.waitFor('the Bundle to fail', async () => {
    const [one] = await bed.api.list('/apis/trust.cert-manager.io/v1alpha1/bundles')
    return one?.status?.conditions?.length > 0
  })
}

/** Serves a Secret that nobody makes. */
const ingress = (): object => ({
  ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {name: 'shop', namespace: 'cert-test'}},
  spec: {
    tls: [{hosts: ['shop.example.com'], secretName: 'shop-tls'}],
    rules: [{host: 'shop.example.com'}],
  },
})
