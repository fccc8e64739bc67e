import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const requests = '/apis/cert-manager.io/v1/namespaces/archive/certificaterequests'

export default {
  async broken(bed) {
    await until(bed, '-n archive certificaterequest/web-1 --for=condition=Ready=False')
    const {metadata, spec} = await bed.api.get(`${requests}/web-1`)
    const {annotations, ownerReferences} = metadata
    const copy = {name: 'web-again', namespace: 'archive', annotations, ownerReferences}
    const {request, issuerRef, usages} = spec
    await bed.apply({
      ...{apiVersion: 'cert-manager.io/v1', kind: 'CertificateRequest', metadata: copy},
      spec: {request, issuerRef, usages},
    })
    await bed.api.patch('/apis/cert-manager.io/v1/namespaces/archive/issuers/ca', {
      spec: {ca: {secretName: 'archive-ca'}},
    })
  },
} satisfies Steps
