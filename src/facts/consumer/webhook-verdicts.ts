import {humanDuration} from '../../core/duration.ts'
import type {Unknown} from '../../core/knowing.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {findPaths} from '../../core/x509/path/path.ts'
import type {Injection} from './ca-injections.ts'
import type {WebhookTrust} from './webhooks.ts'

/**
 * What is wrong with the trust of a webhook. `empty` nobody fills it in · `uninjected` cainjector should have · `garbage` no
 * certificates · `expired`, `early` none is valid now · `stale` not what cainjector would inject · `untrusted`, `host` it does
 * not verify the certificate that is served.
 */
export type WebhookProblem = 'empty' | 'uninjected' | 'garbage' | 'expired' | 'early' | 'stale' | 'untrusted' | 'host'

export type Verdict =
  | {readonly problem: WebhookProblem; readonly data: Readonly<Record<string, string>>}
  | {readonly unsure: Unknown}

/** A webhook's owner or cainjector fills in its caBundle within seconds of its creation. */
const PATIENCE = 2 * 60_000

/** Null: nothing that is known speaks against it. */
export const verdictOf = (webhook: WebhookTrust, now: Date): Verdict | null => {
  const {caBundle, injection, created, service} = webhook
  const isDeclared = created === undefined
  if (caBundle.is === 'empty' && service === undefined) return null
  if (caBundle.is === 'certificates') {
    const lapsed = lapsedOf(caBundle.certificates, now)
    if (lapsed !== null) return isDeclared && injection !== undefined ? null : lapsed
    if (isDeclared) return null
    return injection === undefined
      ? mountedVerdict(webhook, caBundle.certificates, now)
      : injectedVerdict(webhook, injection, caBundle.certificates, now)
  }
  if (isDeclared) return injection === undefined ? {unsure: FILLED_LATER} : null
  if (now.getTime() - created < PATIENCE) return null
  if (caBundle.is === 'garbage') return {problem: 'garbage', data: {detail: caBundle.detail}}
  if (injection === undefined) return {problem: 'empty', data: {}}
  return {problem: 'uninjected', data: {annotation: injection.annotation, obstacle: obstacleOf(injection)}}
}

const obstacleOf = ({obstacle, from, secret}: Injection): string => {
  if (obstacle !== undefined) return obstacle
  if (from !== undefined && secret?.known !== true) return 'what stands in its way could not be read'
  return 'nothing stands in its way, so cainjector does not run or may not'
}

const FILLED_LATER: Unknown = {
  reason: 'undeclared',
  detail: 'there is no CA in this manifest; the operator of the webhook may fill it in',
}

/** A bundle of which nothing is valid now. One certificate that is valid makes the others harmless. */
const lapsedOf = (certificates: readonly Certificate[], now: Date): Verdict | null => {
  const time = now.getTime()
  if (certificates.some(({notBefore, notAfter}) => notBefore <= time && time <= notAfter)) return null
  const last = certificates.toSorted((a, b) => b.notAfter - a.notAfter).find(({notAfter}) => notAfter < time)
  const [first] = certificates.toSorted((a, b) => a.notBefore - b.notBefore)
  if (last !== undefined) {
    return {problem: 'expired', data: {subject: last.subject.toString(), ago: humanDuration(time - last.notAfter)}}
  }
  if (first === undefined) return null
  return {problem: 'early', data: {subject: first.subject.toString(), wait: humanDuration(first.notBefore - time)}}
}

const injectedVerdict = (
  {isServed, host = ''}: WebhookTrust,
  {secret, authorities, chain, from, obstacle}: Injection,
  roots: readonly Certificate[],
  now: Date,
): Verdict | null => {
  if (secret?.known === false) return {unsure: secret.because}
  if (from === undefined || secret === undefined || secret.value === null || obstacle !== undefined) return null
  const source = `${kubectlName(from)} of ${from.namespace}`
  if (!authorities.some(each => roots.some(root => isSame(each, root)))) return {problem: 'stale', data: {source}}
  const [leaf, ...intermediates] = chain
  if (leaf === undefined || leaf.isCa || !isServed) return null
  const reason = refusalOf([leaf, ...intermediates], {roots, host, now})
  return reason === null ? null : {problem: reason.isHost ? 'host' : 'untrusted', data: {source, detail: reason.detail}}
}

/**
 * Nobody is asked to inject a CA. Where pods mount certificates for the host, and the caBundle verifies none of them, it is not
 * theirs. One that was issued just now may still be on its way into the caBundle.
 */
const mountedVerdict = (
  {served, host = ''}: WebhookTrust,
  roots: readonly Certificate[],
  now: Date,
): Verdict | null => {
  if (!served.known) return {unsure: served.because}
  const [first] = served.value
  if (first === undefined || served.value.some(({chain}) => now.getTime() - chain[0].notBefore < PATIENCE)) return null
  const refusals = served.value.map(({chain}) => refusalOf(chain, {roots, host, now}))
  const [reason] = refusals
  if (reason === null || reason === undefined || refusals.includes(null)) return null
  const source = `${kubectlName(first.secret)} of ${first.secret.namespace}`
  return {problem: 'untrusted', data: {source, detail: reason.detail}}
}

interface Checked {
  readonly roots: readonly Certificate[]
  readonly host: string
  readonly now: Date
}

/** Why a chain is not verified, whenever it is valid; null where it is. */
const refusalOf = ([leaf, ...intermediates]: readonly [Certificate, ...Certificate[]], {roots, host, now}: Checked) => {
  const at = new Date(Math.min(Math.max(now.getTime(), leaf.notBefore + 1000), leaf.notAfter))
  const {valid, rejected} = findPaths(leaf, {intermediates, roots, now: at, host})
  if (valid) return null
  const [first] = rejected
  const detail = first?.reason.detail ?? 'no path leads from it to a CA in it'
  return {detail, isHost: first?.reason.code === 'host-mismatch'}
}

/** The same name and key: a CA that was renewed without a new key counts as itself. */
const isSame = (a: Certificate, b: Certificate): boolean =>
  a.publicKey.hash === b.publicKey.hash && a.subject.key === b.subject.key
