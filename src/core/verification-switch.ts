/** What turns the verification of certificates off when it is on: `insecureSkipVerify`, `GIT_SSL_NO_VERIFY`. */
const SKIPS =
  /(?:insecure|skip|no|disable)(?:skip)?(?:tls|ssl|x509|https|certs?|certificates?|server|host|hostname|ca)*(?:verif|validat)/

/** Names that say so although nothing in them says TLS. */
const ABOUT_TLS = /tls|ssl|x509|https|cert|insecure|^vault/

const SKIPS_ALL = /insecuretls$|nocheckcertificate$/

/** What turns it off when it is off itself: `--tls-verify=false`, `NODE_TLS_REJECT_UNAUTHORIZED=0`. */
const VERIFIES =
  /(?:tls|ssl|https|certs?|certificates?)verif(?:y|ication)$|verify(?:tls|ssl|certs?|certificates?)$|rejectunauthorized$|checkcertificate$/

const IS_ON = /^(?:1|t|true|y|yes|on|)$/i
const IS_OFF = /^(?:0|f|false|n|no|off)$/i

/** Whether a text is a switch's value and nothing else, so that it can be no secret. */
export const isSwitchValue = (value: string): boolean => value !== '' && (IS_ON.test(value) || IS_OFF.test(value))

/**
 * Whether a flag, a variable or a field of this name and value turns off that certificates of servers are verified. `value`
 * is empty for a flag that stands alone. Case, dashes and underscores do not count.
 */
export const disablesVerification = (name: string, value: string): boolean => {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (IS_OFF.test(value)) return VERIFIES.test(plain) && !isSkip(plain)
  return IS_ON.test(value) && isSkip(plain)
}

const isSkip = (plain: string): boolean => SKIPS_ALL.test(plain) || (SKIPS.test(plain) && ABOUT_TLS.test(plain))

/** Whether the name alone is one of a switch that this module knows. */
export const isVerificationSwitch = (name: string): boolean =>
  disablesVerification(name, 'true') || disablesVerification(name, 'false')
