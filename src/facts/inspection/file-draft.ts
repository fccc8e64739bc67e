import {keyView} from '../../core/inspect/certificate-view.ts'
import type {HeldFile} from '../../core/inspect/outside.ts'
import type {EntryView, RequestView} from '../../core/inspect/parts.ts'
import {type CertificateRequest, readCsr} from '../../core/x509/csr.ts'
import {DerError, DerReader} from '../../core/x509/der/der.ts'
import {readPublicKey} from '../../core/x509/key/public-key.ts'
import {parsePem} from '../../core/x509/pem/pem.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {type Held, heldIn} from './held-certificates.ts'
import {askedIn} from './request-draft.ts'

/** A file: its certificates, requests and keys, judged by each other and by whatever else is known. */
export const fileDraft = (context: InspectionContext, file: HeldFile): Draft => {
  const read = file.requests.map(pem => readCsr(pem))
  const requests = read.flatMap(each => (each.known ? [each.value] : []))
  const unread = read.flatMap(each => (each.known ? [] : [{part: 'a request in it', because: each.because}]))
  const held = withRequests(heldIn(context, [file]), requests)
  const isOnlyOthers = requests.length + file.publicKeys.length > 0
  const entries = [...held.entries.filter(() => !isOnlyOthers), ...file.publicKeys.map(pem => publicKeyEntry(pem))]
  return {
    held: [held],
    parts: {
      ...(entries.length > 0 && {data: entries}),
      ...(requests.length > 0 && {requests: requests.map(csr => requestView(file.at, csr))}),
    },
    gaps: unread,
  }
}

/** Whether there is anything in a file that can be shown. */
export const isEmptyFile = ({entry: {pem, keys, store, hidden, problems}, requests, publicKeys}: HeldFile): boolean =>
  [pem, keys, store, hidden, problems].every(part => part === undefined) && requests.length + publicKeys.length === 0

/** A key may be that of a request. */
const withRequests = (held: Held, requests: readonly CertificateRequest[]): Held => ({
  ...held,
  keys: held.keys.map(key => {
    if (requests.length === 0 || key.hash === undefined || key.matches === true) return key
    const own = requests.find(({publicKey}) => publicKey.hash === key.hash)
    return {...key, ...(own !== undefined && keyView(own.publicKey)), matches: own !== undefined}
  }),
})

const requestView = (name: string, csr: CertificateRequest): RequestView => ({
  name,
  state: csr.signatureProblem === undefined ? 'signed with its own key' : 'not signed with its own key',
  asks: askedIn(csr),
  ...(csr.signatureProblem !== undefined && {signatureProblem: csr.signatureProblem}),
})

const publicKeyEntry = (pem: string): EntryView => {
  const [block] = parsePem(pem).blocks
  try {
    const {algorithm, hash} = keyView(readPublicKey(new DerReader(block?.der ?? new Uint8Array())))
    return {key: 'PUBLIC KEY', is: `public key, ${algorithm}, ${hash}`, problems: []}
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return {key: 'PUBLIC KEY', is: 'unreadable', problems: [{line: 1, detail: error.message}]}
  }
}
