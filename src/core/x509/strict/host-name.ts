/**
 * Whether a text is a domain name in the preferred syntax (RFC 1034 §3.5 with RFC 1123 §2.1), which RFC 5280 §4.2.1.6
 * demands: letters, digits and inner hyphens, labels of at most 63 and names of at most 253 characters, no trailing dot.
 * A pattern may have `*` as its whole first label.
 */
export const isHostName = (text: string, isPattern: boolean): boolean =>
  text.length <= 253 &&
  text.split('.').every((label, i) => LABEL.test(label) || (isPattern && i === 0 && label === '*' && text !== '*'))

const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/
