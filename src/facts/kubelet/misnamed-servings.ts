import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {type KubeObject, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import {serviceOfHost} from '../../core/kube/service-host.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type PodTemplate, podTemplates} from '../consumer/pod-templates.ts'
import {namesOfSecrets, type SecretNames} from '../consumer/secret-names.ts'

/** A certificate that pods mount, and that is for a Service: another than those by which the pods are reached. */
export interface MisnamedServing {
  readonly secret: ObjectRef
  readonly names: SecretNames
  readonly template: PodTemplate
  /** By which the pods are reached. */
  readonly services: readonly KubeObject[]
  /** Those that the certificate is for, and that are not there. */
  readonly wanted: readonly ObjectRef[]
  /** Why they may be there. */
  readonly unsure?: Unknown
}

const SERVICES = 'core/services'

/** Of pods with a certificate for some Service: each mounted Secret, with what speaks against it, where anything does. */
export const misnamedServings: Fact<readonly {readonly serving?: MisnamedServing}[]> = {
  name: 'certificates of Services',
  of: [SERVICES],
  reads: [...new Set([...podTemplates.of, ...namesOfSecrets.reads])],
  derive: view => {
    const services = view.list(SERVICES)
    if (!services.known) return services
    const byNamespace = Map.groupBy(services.value.flatMap(selecting), ({service: {ref}}) => ref.namespace ?? '')
    const seen = new Set<string>()
    return known(
      valueOr(view.fact(podTemplates), []).flatMap(template => {
        const near = byNamespace.get(template.object.ref.namespace ?? '') ?? []
        const own = near.filter(each => takes(each, template)).map(({service}) => service)
        return own.length === 0 ? [] : ofTemplate(view, template, own).filter(({secret}) => isNew(seen, secret))
      }),
    )
  },
}

const isNew = (seen: Set<string>, secret: ObjectRef): boolean => seen.size < seen.add(refKey(secret)).size

/** Compared with each pod template of its namespace, so its selector is taken apart once. */
interface Selecting {
  readonly service: KubeObject
  readonly selector: readonly (readonly [label: string, value: unknown])[]
}

const selecting = (service: KubeObject): readonly Selecting[] => {
  const selector = Object.entries(record(service.body, 'spec', 'selector'))
  return selector.length === 0 || text(service.body, 'spec', 'type') === 'ExternalName' ? [] : [{service, selector}]
}

const takes = ({selector}: Selecting, {labels}: PodTemplate): boolean =>
  selector.every(([label, value]) => labels[label] === value)

interface Judged {
  readonly secret: ObjectRef
  readonly serving?: MisnamedServing
}

const ofTemplate = (view: View, template: PodTemplate, services: readonly KubeObject[]): readonly Judged[] => {
  const secrets = [...template.volumes.values()].flat().filter(({kind}) => kind === 'core/secrets')
  return secrets.flatMap((secret): readonly Judged[] => {
    const names = valueOr(valueOr(view.fact(namesOfSecrets), undefined)?.of(secret) ?? NOTHING, null)
    const wanted = names === null ? [] : servicesIn(names)
    if (names === null || wanted.length === 0) return []
    const isFor = (name: string, namespace: string | undefined) =>
      wanted.some(each => each.namespace === namespace && [name, ANY].includes(each.name))
    if (services.some(({ref: {name, namespace}}) => isFor(name, namespace))) return [{secret}]
    const found = wanted.map(each => view.find(each))
    if (found.some(each => each.known && each.value !== null)) return [{secret}]
    const unseen = found.find(each => !each.known)
    const serving = {secret, names, template, services, wanted}
    return [{secret, serving: unseen?.known === false ? {...serving, unsure: unseen.because} : serving}]
  })
}

const NOTHING = known(null)
const ANY = 'any-service'

/** `*.<namespace>.svc` is for every Service of a namespace, `*.<service>.<namespace>.svc` for the pods of one. */
const servicesIn = ({names}: SecretNames): readonly ObjectRef[] => {
  const found = names.flatMap(name => serviceOfHost(name.replace(/^\*\./, `${ANY}.`)) ?? [])
  const targets = found.map(({name, namespace}) => ref(SERVICES, namespace, name))
  return [...new Map(targets.map(target => [refKey(target), target])).values()]
}
