import type {Bed} from '../../../bed/bed.ts'
import type {Steps} from '../../runner/state.ts'

const set = (bed: Bed, what: string, spec: unknown) =>
  bed.kubectl(['patch', '-n', 'harbour', what, '--type=merge', '-p', JSON.stringify({spec})])

const http01 = {ingress: {ingressClassName: 'harbour-nginx'}}

export default {
  mended: async bed => {
    await set(bed, 'certificate/all', {dnsNames: ['one.harbour.corp.test']})
    await set(bed, 'certificate/pier', {dnsNames: ['pier.harbour.corp.test', 'old-pier.harbour.corp.test']})
    await set(bed, 'issuer/acme', {acme: {solvers: [{http01}]}})
    for (const name of ['all', 'quay', 'pier']) {
      await bed.kubectl(['wait', '-n', 'harbour', `certificate/${name}`, '--for=condition=Ready', '--timeout=60s'])
    }
  },
} satisfies Steps
