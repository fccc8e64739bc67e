import {valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {dataKeys, pemOf} from '../../core/kube/secret.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import type {Certificate} from '../certificate/certificates.ts'
import {secretMakers} from '../certificate/secret-makers.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {heldBy} from './held-certificates.ts'
import {makersOf} from './makers.ts'
import {storyOf} from './story.ts'
import {usersOf} from './users.ts'

/** A Secret or a ConfigMap: what it holds, who makes it and who uses it, and how its certificate came to be. */
export const secretDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view, now} = context
  const maker = makerOf(context, object)
  const users = usersOf(view, object.ref, {
    leaf: leafOf(context, object),
    makers: maker === undefined ? [] : [maker.object.ref],
  })
  const held = heldBy(context, object)
  return {
    held: [held],
    parts: {
      ...(held.entries.length > 0 && {data: held.entries}),
      madeBy: makersOf(view, object.ref, object),
      usedBy: users.usedBy,
      ...(maker !== undefined && {story: storyOf(view, maker, now)}),
    },
    gaps: users.gaps,
  }
}

/** The certificate that is served: the first of `tls.crt`, else of the first key that holds one. */
export const leafOf = ({view}: InspectionContext, object: KubeObject): X509 | undefined => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const keys = ['tls.crt', ...dataKeys(object).filter(key => key !== 'ca.crt')]
  return keys.flatMap(key => texts?.ofPem(pemOf(object, key))[0] ?? [])[0]
}

/** The Certificate that stores into a Secret. */
const makerOf = ({view}: InspectionContext, {ref}: KubeObject): Certificate | undefined => {
  if (ref.kind !== 'core/secrets') return undefined
  const makers = valueOr(view.fact(secretMakers), undefined)?.of(ref.namespace ?? '', ref.name) ?? []
  return makers.flatMap(({certificate}) => certificate ?? [])[0]
}
