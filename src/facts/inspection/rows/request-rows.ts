import {subjectOf} from '../../../core/doctor/judge.ts'
import type {CertificateRow} from '../../../core/inspect/certificate-row.ts'
import {valueOr} from '../../../core/knowing.ts'
import {createdAt} from '../../../core/kube/condition.ts'
import {type KubeObject, text} from '../../../core/kube/object.ts'
import type {InspectionContext} from '../context.ts'
import {answeredWith} from '../request-draft.ts'
import {labelsOf, rowOfChain} from './row-of-chain.ts'

/** What CertificateSigningRequests were answered with: of each requester and signer the newest. They are gone after an hour. */
export const requestRows = (context: InspectionContext): readonly CertificateRow[] => {
  const all = valueOr(context.view.list('certificates.k8s.io/certificatesigningrequests'), [])
  const issued = all.filter(({body}) => (text(body, 'status', 'certificate') ?? '') !== '')
  const newest = Map.groupBy(issued.toSorted(newestFirst), ({body}) =>
    JSON.stringify([text(body, 'spec', 'username'), text(body, 'spec', 'signerName')]),
  )
  return [...newest.values()].flatMap(([object]) => (object === undefined ? [] : rowOf(context, object)))
}

const newestFirst = (a: KubeObject, b: KubeObject): number => (createdAt(b) ?? 0) - (createdAt(a) ?? 0)

const rowOf = (context: InspectionContext, object: KubeObject): readonly CertificateRow[] => {
  const held = answeredWith(context, object)
  const [chain] = held.chains
  const row = chain === undefined ? undefined : rowOfChain(chain, [], context.now)
  const signer = text(object.body, 'spec', 'signerName')
  return row === undefined
    ? []
    : [{subject: subjectOf(object), ...row, ...(signer !== undefined && {issuer: signer}), labels: labelsOf(object)}]
}
