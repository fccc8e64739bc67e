import {decodeOnce, isExact} from './base64.ts'
import {unescaped} from './escapes.ts'
import {findEncoded} from './find-encoded.ts'
import {findOther} from './find-other.ts'
import {findPairs} from './find-pairs.ts'
import {findMislabelled, findPrivatePem} from './find-pem.ts'
import {FORM, marker} from './forms.ts'
import {isPlainPem} from './plain-pem.ts'
import {type Hit, MAX_DEPTH, type Scan} from './scan.ts'
import {SHORTEST_KEY, SIGN, signsIn} from './signs.ts'

export interface Scrubbed {
  readonly text: string
  /** What was taken out, in the order of the text, each form once; empty where the text is as it was. */
  readonly forms: readonly string[]
}

/** Shorter texts hold no name with a value. */
const SHORTEST_PAIR = 8

const NOTHING: readonly string[] = []

/**
 * Takes key material out of a text, in every form in which it gets around: PEM (escaped, folded, cut off), base64 and
 * hex of PEM or DER, JWK, JWE, Java and PKCS#12 stores, age, PuTTY, and bearer tokens and passwords by the name of
 * their field. Certificates, requests, public keys and digests stay untouched. Time and memory grow with the length of
 * the text, whatever is in it.
 */
export const scrubText = (text: string): Scrubbed => scrub(text, 0, {left: 16 * text.length + 65_536})

const scrub = (text: string, depth: number, budget: {left: number}): Scrubbed => {
  if (text.length < SHORTEST_PAIR) return {text, forms: NOTHING}
  const signs = signsIn(text)
  if ((signs === 0 && !text.includes('PRIVATE')) || isPublic(text)) return {text, forms: NOTHING}
  const inner = (decoded: string): Scrubbed => scrub(decoded, depth + 1, budget)
  const scan: Scan = {text, hits: [], clean: [], depth, budget, inner}
  if ((signs & SIGN.key) !== 0 || (text.length >= SHORTEST_KEY && text.includes('PRIVATE'))) {
    findPrivatePem(scan)
    findMislabelled(scan)
    findEncoded(scan)
    findOther(scan)
  }
  if ((signs & SIGN.pair) !== 0) findPairs(scan)
  const clean = scan.hits.length === 0 ? {text, forms: NOTHING} : cut(text, scan.hits)
  return (signs & SIGN.key) === 0 ? clean : (withoutEscapes(scan, clean) ?? clean)
}

/** What is left of a text when its escapes are undone first; null where that finds no more. */
const withoutEscapes = ({text, depth, inner}: Scan, clean: Scrubbed): Scrubbed | null => {
  const plain = unescaped(text)
  if (plain === null) return null
  if (depth >= MAX_DEPTH) return {text: marker(FORM.unseen), forms: [FORM.unseen]}
  const scrubbed = inner(plain)
  const same = scrubbed.forms.length === 0 || scrubbed.text === (unescaped(clean.text) ?? clean.text)
  return same ? null : scrubbed
}

/** PEM of certificates and requests as every program writes it, plain or in base64: most of what a cluster holds. */
const isPublic = (text: string): boolean => {
  if (text.startsWith('-----BEGIN ')) return isPlainPem(text, 'public')
  if (!text.startsWith('LS0tLS1CRUdJTi')) return false
  const bytes = decodeOnce(text)
  return isExact(text, bytes.length) && isPlainPem(bytes.toString('latin1'), 'public')
}

/** Puts markers in the place of hits; of two that overlap, both places go. */
const cut = (text: string, hits: readonly Hit[]): Scrubbed => {
  const sorted = [...hits].sort((a, b) => a.from - b.from || b.to - a.to)
  const out: string[] = []
  const forms = new Set<string>()
  let done = 0
  for (const {from, to, forms: found, instead} of sorted) {
    if (to <= done) continue
    out.push(text.slice(done, Math.max(done, from)))
    if (from >= done) out.push(instead ?? marker(found[0] as string))
    for (const form of found) forms.add(form)
    done = to
  }
  out.push(text.slice(done))
  return {text: out.join(''), forms: [...forms]}
}
