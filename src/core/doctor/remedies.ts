import {kindInfo} from '../kube/kind.ts'
import type {JsonObject, KubeObject} from '../kube/object.ts'
import type {ObjectRef} from '../kube/ref.ts'
import type {Remedy} from './rule.ts'

/** `kind.group/name` and `-n`, as kubectl takes an object without ambiguity. */
export const kubectlArgs = ({kind, namespace, name}: ObjectRef): readonly string[] => {
  const info = kindInfo(kind)
  const group = kind.slice(0, kind.indexOf('/'))
  const isCommon = group === 'core' || group === 'apps' || group.endsWith('.k8s.io')
  const resource = isCommon ? info.manifestKind.toLowerCase() : `${info.manifestKind.toLowerCase()}.${group}`
  return [...(namespace === undefined ? [] : ['-n', namespace]), `${resource}/${name}`]
}

/** Words of a command that are no flags, whatever they look like: names come from files as well, where nobody checks them. */
export const operands = (...words: readonly string[]): readonly string[] =>
  words.some(word => word.startsWith('-')) ? ['--', ...words] : words

/** `kubectl VERB -n NAMESPACE KIND/NAME …`. */
export const kubectl = (verb: string, object: ObjectRef, ...more: readonly string[]): readonly string[] => [
  'kubectl',
  verb,
  ...kubectlArgs(object),
  ...more,
]

/**
 * A change of an object's fields. What stands in a file is changed there, so the sentence has to name the field and its
 * value; for what is known from a cluster only there is a command as well.
 */
export const change = ({ref, origin}: KubeObject, say: string, fields: JsonObject): Remedy =>
  origin.from === 'file' ? {say} : {say, run: kubectl('patch', ref, '--type=merge', '-p', JSON.stringify(fields))}

/**
 * How to make cert-manager issue again at once. A request that was denied or has failed must go first: the next attempt
 * would find it and fail on it too.
 */
export const renewSteps = (certificate: ObjectRef, stale?: ObjectRef): readonly Remedy[] => [
  ...(stale === undefined
    ? []
    : [{say: 'Delete the old request, or the next attempt fails on it again', run: kubectl('delete', stale)}]),
  {
    say: 'Ask for the certificate again without waiting for the next attempt',
    run: renewCommand(certificate.namespace, [certificate.name]),
  },
]

/** `renewSteps` for several Certificates of one namespace. */
export const renewTogether = (certificates: readonly [ObjectRef, ...ObjectRef[]]): readonly Remedy[] => {
  const [first, ...others] = certificates
  if (others.length === 0) return renewSteps(first)
  const names = certificates.map(({name}) => name)
  const say = `Ask for these ${names.length} certificates again without waiting for their next attempts`
  return [{say, run: renewCommand(first.namespace, names)}]
}

const renewCommand = (namespace: string | undefined, names: readonly string[]): readonly string[] => [
  'cmctl',
  'renew',
  ...(namespace === undefined ? [] : ['-n', namespace]),
  ...operands(...names),
]
