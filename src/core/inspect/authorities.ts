import type {Certificate} from '../x509/certificate.ts'
import {timeText} from '../x509/path/reason.ts'
import type {ChainView} from './chain-view.ts'
import type {JudgedChain} from './judge-chain.ts'

/** Certificates that stand in one place and are trusted each on its own: `ca.crt`, a caBundle, what a Bundle distributes. */
export const authoritiesChain = (
  at: string,
  certificates: readonly Certificate[],
  problems: ChainView['problems'] = [],
): JudgedChain => {
  const first = certificates.length === 0 ? undefined : Math.min(...certificates.map(({notAfter}) => notAfter))
  return {
    seen: certificates,
    effectiveNotAfter: first,
    view: {
      at,
      role: 'authorities',
      certificates: certificates.map(each => each.fingerprint),
      paths: [],
      ...(first !== undefined && {effectiveNotAfter: timeText(first)}),
      notSent: [],
      problems,
    },
  }
}
