import {binaryForm} from '../../core/kube/door/scrub/der-form.ts'
import {isPrivateKey} from '../../core/kube/door/scrub/forms.ts'
import type {KindInfo} from '../../core/kube/kind.ts'
import {decode} from './decode.ts'
import {nodeOf, type ParseBudget} from './document-node.ts'
import {documentsOf} from './documents.ts'
import {type Exposed, exposedIn} from './exposed.ts'
import {addContents, addKustomization, expose, type Gathering, miss, type Place} from './gathering.ts'
import {isKustomizationFile, kustomizationOf} from './kustomization.ts'
import {kustomizedCharts} from './kustomized-charts.ts'
import {LIMITS} from './limits.ts'
import {toLined, Unusable} from './node.ts'
import {bytesOf, bytesOfNamed, namedPathError, reasonOf, type SourceFile, TooLarge, Unreadable} from './source-file.ts'
import {readText} from './text-reader.ts'

/** One reading: what it wants, what it may still spend, what it has. */
export interface FileReading {
  readonly gathering: Gathering
  readonly wants: (info: KindInfo) => boolean
  readonly budget: ParseBudget
  /** Bytes that may still be read, of manifests and of other files. */
  readonly left: {manifests: number; others: number}
  readonly signal?: AbortSignal
}

/**
 * Reads one file of a tree, or one that was named.
 * @throws PkiError where a file that was named cannot be read
 */
export const readFile = async (reading: FileReading, file: SourceFile, isInput: boolean): Promise<void> => {
  const {gathering} = reading
  const from: Place = {shown: file.shown, place: file.place}
  const bytes = await fetch(reading, file)
  if (bytes === null) return
  const decoded = decode(bytes)
  if (decoded.is === 'binary') {
    expose(gathering, from, storedKey(bytes))
    if (file.isManifest) miss(gathering, {what: file.shown, detail: 'it is no text'})
  } else if (decoded.is === 'foreign') {
    expose(gathering, from, exposedIn({text: decoded.text, line: 1}))
    if (file.isManifest) miss(gathering, {what: file.shown, detail: `it is in ${decoded.encoding}`})
  } else if (isKustomizationFile(file.place)) readKustomization(reading, from, decoded.text)
  else if (!file.isManifest || isInput) expose(gathering, from, exposedIn({text: decoded.text, line: 1}))
  else addContents(gathering, from, readText(decoded.text, {...reading, isNamed: file.isNamed}))
}

/** The bytes of a file; null where it was not read, and that was said. */
const fetch = async ({gathering, left, signal}: FileReading, file: SourceFile): Promise<Uint8Array | null> => {
  const of = file.isManifest ? 'manifests' : 'others'
  if (!file.isNamed && left[of] < 0) return null
  try {
    const bytes = file.isNamed
      ? await bytesOfNamed(file, signal)
      : bytesOf(file.path, file.isManifest ? LIMITS.fileBytes : LIMITS.otherBytes)
    left[of] -= bytes.length
    if (left[of] < 0)
      miss(gathering, {what: file.shown, detail: `there is too much to read: no ${of} after it were looked at`})
    return bytes
  } catch (cause) {
    signal?.throwIfAborted()
    if (file.isNamed) throw namedPathError(file.shown, cause)
    if (!file.isManifest && cause instanceof TooLarge) return null
    const detail = cause instanceof Unreadable ? cause.message : reasonOf(cause)
    if (file.isManifest) miss(gathering, {what: file.shown, detail})
    else miss(gathering, {what: file.shown, detail}, [])
    return null
  }
}

const readKustomization = ({gathering, budget}: FileReading, {shown, place}: Place, text: string): void => {
  expose(gathering, {shown, place}, exposedIn({text, line: 1}))
  try {
    for (const document of documentsOf(text)) {
      const node = nodeOf(document, budget)
      if (node === null || place === null) continue
      addKustomization(gathering, kustomizationOf(place, toLined(node).value))
      for (const manifest of kustomizedCharts(node)) gathering.waiting.push({manifest, from: {shown, place}})
    }
  } catch (cause) {
    if (!(cause instanceof Unusable)) throw cause
    miss(gathering, {what: shown, line: cause.line, detail: cause.message})
  }
}

/** A file that is nothing but a key: DER, a Java or PKCS#12 store. */
const storedKey = (bytes: Uint8Array): readonly Exposed[] => {
  const form = binaryForm(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return form !== undefined && isPrivateKey(form) ? [{line: 1, form}] : []
}
