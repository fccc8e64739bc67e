import {subjectOf} from '../../core/doctor/judge.ts'
import type {UseView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {annotation, type KubeObject, label, list, text} from '../../core/kube/object.ts'
import {kubectlName, type ObjectRef, ref} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {type SecretMaker, secretMakers} from '../certificate/secret-makers.ts'
import {describeIssuerRef} from '../issuer/issuer-ref.ts'
import {BUNDLE_LABEL} from '../trust/bundles.ts'

/** Who has made an object, or will: what names it as its target, and what it says itself. */
export const makersOf = (view: View, target: ObjectRef, object: KubeObject | null): readonly UseView[] => {
  const makers = target.kind === 'core/secrets' ? valueOr(view.fact(secretMakers), undefined) : undefined
  const seen = (makers?.of(target.namespace ?? '', target.name) ?? []).map(makerView)
  const all = [...seen, ...(object === null ? [] : saidBy(object))]
  const bySubject = Map.groupBy(all, ({subject: {kind, name}}) => `${kind}/${name}`)
  return [...bySubject.values()].flatMap(([first]) => first ?? [])
}

const makerView = ({object, how, certificate, annotation: name}: SecretMaker): UseView => {
  const subject = subjectOf(object)
  if (certificate !== undefined) {
    const isReady = certificate.ready?.status === 'True'
    return {subject, how: `issued by ${describeIssuerRef(certificate.issuer)}`, ok: isReady}
  }
  if (how === 'annotation') return {subject, how: `orders it by annotation ${name}`}
  return {subject, how: 'makes it'}
}

/** What the marks on an object say: cert-manager's annotation, trust-manager's label, an owner. */
const saidBy = (object: KubeObject): readonly UseView[] => {
  const {namespace} = object.ref
  const maker = annotation(object, 'cert-manager.io/certificate-name')
  const bundle = label(object, BUNDLE_LABEL)
  return [
    ...(maker === undefined
      ? []
      : [said(ref('cert-manager.io/certificates', namespace, maker), 'is named by its annotation')]),
    ...(bundle === undefined ? [] : [said(ref('trust.cert-manager.io/bundles', undefined, bundle), 'writes it')]),
    ...list(object.body, 'metadata', 'ownerReferences').flatMap(owner => ownerView(owner, namespace)),
  ]
}

const said = (target: ObjectRef, how: string): UseView => ({
  subject: subjectOf({ref: target, body: {}, origin: {from: 'cluster'}}),
  how: `${how}${how === 'writes it' ? '' : `: ${kubectlName(target)}`}`,
})

const ownerView = (owner: Parameters<typeof text>[0], namespace: string | undefined): readonly UseView[] => {
  const [apiVersion, kind, name] = [text(owner, 'apiVersion'), text(owner, 'kind'), text(owner, 'name')]
  if (apiVersion === undefined || kind === undefined || name === undefined) return []
  return [{subject: {apiVersion, kind, ...(namespace !== undefined && {namespace}), name}, how: 'owns it'}]
}
