import {KUSTOMIZED} from '../../core/chart-source.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {isPrivateKey} from '../../core/kube/door/scrub/forms.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type KubeObject, type Path, parsePath, text} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {dataEntry, dataKeys} from '../../core/kube/secret.ts'
import type {ExposedFile} from '../../core/kube/snapshot.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {certificates} from '../certificate/certificates.ts'

/** A private key that stands in a file of a repository. What it is was taken out at the door; that it is there stays. */
export interface ExposedKey {
  readonly at: KubeObject | ExposedFile
  readonly path: Path
  readonly file: string
  /** `private key (PEM)` and the like. */
  readonly form: string
  /**
   * `open`: whoever can read the file has the key. `encrypted`: by a password. `store`: a Java or PKCS#12 store. `named`: a
   * field is called after a key, and what is in it has no known form.
   */
  readonly guard: 'open' | 'encrypted' | 'store' | 'named'
  /** Its file is one of Go's tests. */
  readonly isOfTests: boolean
  /** Of an encrypted key: the object that has a password in plain text, in the same file or directory. */
  readonly password?: ObjectRef
  /** The Certificate that makes the Secret in the cluster. */
  readonly madeBy?: KubeObject
}

/** Where people write values; with Secrets and ConfigMaps these are the manifests that keys get into. */
const VALUES: readonly Kind[] = ['helm.toolkit.fluxcd.io/helmreleases', 'argoproj.io/applications']

/**
 * Keys in files only: in a cluster a Secret is where a key belongs. A key in a ConfigMap is wrong in both, and another rule's
 * (410), unless it is encrypted and the repository has its password.
 */
export const exposedKeys: Fact<readonly ExposedKey[]> = {
  name: 'keys in files',
  of: VALUES,
  reads: ['core/secrets', 'core/configmaps', ...certificates.of, ...certificates.reads],
  derive: view => {
    const seen = listAll(view, VALUES)
    if (!seen.known) return seen
    const {objects, exposed} = view.snapshot
    const passwords = passwordsByDirectory(objects)
    const makers = makersOf(view)
    const inObjects = objects.filter(isInFile).flatMap(object => keysIn(object, passwords, makers))
    const inFiles = exposed.filter(({form}) => isPrivateKey(form)).map(each => inFile(each, passwords))
    const isOfTests = testFinder([...objects.flatMap(fileOf), ...exposed.map(({file}) => file)])
    return known([...inObjects, ...inFiles].map(key => ({...key, isOfTests: isOfTests(key.file)})))
  },
}

const isInFile = ({origin}: KubeObject): boolean => origin.from === 'file'

const fileOf = ({origin}: KubeObject): readonly string[] => (origin.from === 'file' ? [origin.file] : [])

/**
 * Files of tests: in a directory `testdata`, which the go command leaves alone, or `…_test.go` (`go help packages`, `go help
 * test`). What all files have in common says nothing: somebody keeps a repository in such a directory, or asked for just that one.
 */
const testFinder = (files: readonly string[]): ((file: string) => boolean) => {
  const [first = '', ...others] = files.map(directoryOf)
  const common = others.reduce(commonDirectory, first).length
  return file => /(?:^|\/)testdata\/|_test\.go$/.test(file.slice(common))
}

const commonDirectory = (one: string, other: string): string => {
  let common = one
  while (!other.startsWith(common)) common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1)
  return common
}

type Found = Omit<ExposedKey, 'isOfTests'>

type Passwords = ReadonlyMap<string, readonly KubeObject[]>

const directoryOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)

const keysIn = (
  object: KubeObject,
  passwords: Passwords,
  makers: ReadonlyMap<string, KubeObject>,
): readonly Found[] => {
  const {origin, ref, redacted = []} = object
  // All of a kustomization's file was looked through as a text.
  if (origin.from !== 'file' || ref.kind === KUSTOMIZED) return []
  const byPath = new Map(redacted.filter(({form}) => isPrivateKey(form)).map(({path, form}) => [path, form]))
  const isSecret = ref.kind === 'core/secrets'
  const madeBy = isSecret ? makers.get(`${ref.namespace}/${ref.name}`) : undefined
  return [...byPath]
    .map(([path, form]) => ({
      ...exposedKey(object, origin.file, form, passwords),
      path: parsePath(path),
      ...(madeBy !== undefined && {madeBy}),
    }))
    .filter(({guard}) => ref.kind !== 'core/configmaps' || guard === 'encrypted')
}

const inFile = (exposed: ExposedFile, passwords: Passwords): Found =>
  exposedKey(exposed, exposed.file, exposed.form, passwords)

const exposedKey = (at: ExposedKey['at'], file: string, form: string, passwords: Passwords): Found => {
  const guard = guardOf(form)
  const found = guard === 'encrypted' ? passwordFor(at, file, passwords) : undefined
  return {at, path: [], file, form, guard, ...(found !== undefined && {password: found.ref})}
}

const guardOf = (form: string): ExposedKey['guard'] => {
  if (form.startsWith('encrypted ')) return 'encrypted'
  if (form.startsWith('key store ')) return 'store'
  return form.includes('by the name of its field') ? 'named' : 'open'
}

/** In the same object any password counts; beside it only an object that is there for a password. */
const passwordFor = (at: ExposedKey['at'], file: string, passwords: Passwords): KubeObject | undefined => {
  const near = passwords.get(directoryOf(file)) ?? []
  return near.find(object => object === at) ?? near.find(isForPassword)
}

const passwordsByDirectory = (objects: readonly KubeObject[]): Passwords => {
  const found = new Map<string, KubeObject[]>()
  for (const object of objects) {
    if (object.origin.from !== 'file' || !hasPassword(object)) continue
    const directory = directoryOf(object.origin.file)
    const siblings = found.get(directory)
    if (siblings === undefined) found.set(directory, [object])
    else siblings.push(object)
  }
  return found
}

const PASSWORD = /passw(?:or)?d|passphrase/i

/** In plain text: SOPS leaves the names of keys and hides their values. */
const hasPassword = (object: KubeObject): boolean => {
  if (object.redacted?.some(({form}) => form === 'password') === true) return true
  if (object.ref.kind !== 'core/secrets') return false
  return dataKeys(object).some(key => {
    const entry = dataEntry(object, key)
    return PASSWORD.test(key) && entry?.hidden === undefined && entry?.empty !== true
  })
}

/** `smallstep.com/ca-password` is the type that step's chart gives it. */
const isForPassword = ({ref, body}: KubeObject): boolean =>
  ref.kind === 'core/secrets' && (PASSWORD.test(ref.name) || text(body, 'type')?.startsWith('smallstep.com/') === true)

const makersOf = (view: View): ReadonlyMap<string, KubeObject> =>
  new Map(
    valueOr(view.fact(certificates), []).map(({namespace, secretName, object}) => [
      `${namespace}/${secretName}`,
      object,
    ]),
  )
