import {at, formatPath, type JsonObject, type KubeObject, list, type Path, record, text} from './object.ts'

/**
 * One key of a Secret's `data` (or of a ConfigMap's `data` and `binaryData`) as the door leaves it. What is neither a
 * certificate nor a private key is dropped; that the key is there, and whether it is empty, stays.
 */
export interface DataEntry {
  /** The certificates in it as PEM, in the order in which they stand, and nothing else of the text. */
  readonly pem?: string
  /** Each private key in it, by the SHA-256 of its public half (SubjectPublicKeyInfo), as `sha256:<hex>`. */
  readonly keys?: readonly DataKey[]
  /** Text of a configuration that rules read (`ca.json`), with key material taken out. */
  readonly text?: string
  /** What holds them, where that is no PEM text: a Java store, whose certificates are in `pem`, or a PKCS#12 store. */
  readonly store?: 'jks' | 'pkcs12'
  /** What is wrong with the PEM text, with the line. */
  readonly problems?: readonly {readonly line: number; readonly detail: string}[]
  readonly empty?: true
  /** It ends in a line feed: fatal for a password. Said of values without PEM only, where it is harmless. */
  readonly trailingNewline?: true
  /**
   * The value is not in what was read: SOPS encrypted it, or it stands for one that is filled in later (`${VAR}` of
   * Flux, `<path:…>` of Argo CD, `ref+vault://…` of vals). Nothing is known about it but that it will be there.
   */
  readonly hidden?: 'sops' | 'placeholder'
}

export type DataKey =
  | {readonly hash: string; readonly algorithm: string; readonly bits: number}
  | {readonly unreadable: 'encrypted' | 'malformed'}

/** The entry of one data key; undefined where the object has no such key. */
export const dataEntry = (object: KubeObject, key: string): DataEntry | undefined => {
  const entry = at(object.body, 'data', key) ?? at(object.body, 'binaryData', key)
  return entry === undefined || entry === null ? undefined : (record(entry) as DataEntry)
}

/** Where the value of a data key stands: in manifests of Secrets perhaps under `stringData`. */
export const dataPath = ({origin}: KubeObject, key: string): Path => {
  const plain = ['stringData', key]
  return origin.from === 'file' && origin.lines[formatPath(plain)] !== undefined ? plain : ['data', key]
}

/** The certificates under one data key, as PEM; undefined where there are none. */
export const pemOf = (object: KubeObject, key: string): string | undefined =>
  text(dataEntry(object, key) as JsonObject, 'pem')

/** A private key that can be told by its public half, and the data key that holds it. */
export interface PrivateKey {
  readonly key: string
  /** `sha256:<hex>` of the public half. */
  readonly hash: string
}

/** The private keys of an object, by the name of the data key. */
export const privateKeys = ({body}: KubeObject): readonly PrivateKey[] => {
  const found: PrivateKey[] = []
  for (const field of ['data', 'binaryData']) {
    const entries = record(body, field)
    for (const key in entries) {
      for (const each of list(entries, key, 'keys')) {
        const hash = text(each, 'hash')
        if (hash !== undefined) found.push({key, hash})
      }
    }
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The names of all data keys, sorted. */
export const dataKeys = (object: KubeObject): readonly string[] =>
  [...Object.keys(record(object.body, 'data')), ...Object.keys(record(object.body, 'binaryData'))].sort()
