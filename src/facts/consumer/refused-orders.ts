import {given} from '../../core/given.ts'
import {known} from '../../core/knowing.ts'
import {isBeingDeleted, type KubeObject, list, type Path, text, texts} from '../../core/kube/object.ts'
import {type Fact, listAll} from '../../core/kube/view.ts'
import {issuingAnnotation} from '../certificate/issuing-annotations.ts'
import {clashingAnnotations, type RefusedAnnotation, refusedAnnotation} from '../certificate/refused-annotations.ts'
import {TLS_CONSUMERS} from './tls-names.ts'

/** An Ingress or Gateway whose annotation orders certificates, and what of that cert-manager refuses. */
export interface Order {
  readonly object: KubeObject
  /** The annotation that orders. */
  readonly annotation: string
  readonly clash?: readonly [string, string]
  readonly refused?: RefusedAnnotation
  /** TLS blocks with hosts and without `secretName`. */
  readonly nameless: readonly {readonly path: Path; readonly hosts: readonly string[]}[]
  /** Some other block names a Secret: then one without a name may be meant for the certificate of the controller. */
  readonly isNamedElsewhere: boolean
}

export const orders: Fact<readonly Order[]> = {
  name: 'orders by annotation',
  of: TLS_CONSUMERS,
  reads: [],
  derive: view => {
    const objects = listAll(view, TLS_CONSUMERS)
    if (!objects.known) return objects
    return known(objects.value.filter(object => !isBeingDeleted(object)).flatMap(orderOf))
  },
}

const orderOf = (object: KubeObject): readonly Order[] => {
  const annotation = issuingAnnotation(object)?.name
  if (annotation === undefined) return []
  const blocks = list(object.body, 'spec', 'tls').map((block, i) => ({
    path: ['spec', 'tls', i],
    hosts: texts(block, 'hosts'),
    name: text(block, 'secretName') ?? '',
  }))
  const nameless = blocks.filter(({name, hosts}) => name === '' && hosts.length > 0)
  return [
    {
      object,
      annotation,
      nameless,
      isNamedElsewhere: blocks.some(({name}) => name !== ''),
      ...given({clash: clashingAnnotations(object), refused: refusedAnnotation(object)}),
    },
  ]
}
