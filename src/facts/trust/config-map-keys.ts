import {known} from '../../core/knowing.ts'
import {formatPath, type KubeObject, type Path, record} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'

/** A ConfigMap, and what of private keys stands in it. */
export interface ConfigMapKeys {
  readonly object: KubeObject
  readonly entries: readonly ExposedEntry[]
}

/** A data key of a ConfigMap from which the door took private keys that no password protects, or a key store. */
export interface ExposedEntry {
  readonly path: Path
  readonly key: string
  /** As the door names it: `private key (PEM)`. */
  readonly form: string
  /** A key store: whoever has its password, which is seldom secret, has the key. */
  readonly isStore: boolean
}

/**
 * Private keys in ConfigMaps. What is encrypted is not among them: step-ca's chart keeps the CA's keys in a ConfigMap under a
 * password, and the JWE of a provisioner is public by design. Nor is what only the name of a field says.
 */
export const configMapKeys: Fact<readonly ConfigMapKeys[]> = {
  name: 'private keys in ConfigMaps',
  of: ['core/configmaps'],
  reads: [],
  derive: view => {
    const objects = view.list('core/configmaps')
    return objects.known ? known(objects.value.map(object => ({object, entries: entriesOf(object)}))) : objects
  },
}

const PRIVATE_KEY = /^private key \((?!by the name)/
const NONE: readonly ExposedEntry[] = []
const KEY_STORE = /^key store /

const entriesOf = (object: KubeObject): readonly ExposedEntry[] => {
  if (object.redacted === undefined) return NONE
  const forms = Map.groupBy(object.redacted, ({path}) => path)
  const at = (key: string, path: Path): readonly ExposedEntry[] => {
    const all = (forms.get(formatPath(path)) ?? []).map(({form}) => form)
    const clear = all.find(form => PRIVATE_KEY.test(form))
    const form = clear ?? all.find(each => KEY_STORE.test(each))
    return form === undefined ? [] : [{path, key, form, isStore: clear === undefined}]
  }
  const inData = (['data', 'binaryData'] as const).flatMap(field =>
    Object.keys(record(object.body, field)).flatMap(key => at(key, [field, key])),
  )
  if (inData.length > 0) return inData
  return [...forms.keys()].flatMap(path => {
    const name = COPY.exec(path)?.[1]
    return name === undefined
      ? []
      : at(`The copy of a manifest in annotation ${name}`, ['metadata', 'annotations', name])
  })
}

/** A copy of the whole manifest in an annotation, such as `kubectl apply` leaves; it outlives what it is a copy of. */
const COPY = /^metadata\.annotations\["([^"\\]+)"\]$/
