import type {Name} from './name.ts'

const folded = new WeakMap<Name, readonly string[]>()

/**
 * The relative distinguished names of a name in the form that RFC 5280 §7.1 compares: case folded, white space
 * compressed, the string type forgotten, attributes of one RDN in any order. Go does none of this, it compares bytes.
 */
export const foldedRdns = (name: Name): readonly string[] => {
  let rdns = folded.get(name)
  if (rdns === undefined) {
    rdns = foldRdns(name)
    folded.set(name, rdns)
  }
  return rdns
}

const foldRdns = ({attributes}: Name): readonly string[] => {
  const rdns = new Map<number, string[]>()
  for (const {rdn, type, value} of attributes) {
    const parts = rdns.get(rdn) ?? []
    rdns.set(rdn, parts)
    parts.push(JSON.stringify([type, foldText(value)]))
  }
  return [...rdns.values()].map(parts => parts.sort().join())
}

/** caseIgnoreMatch with the preparation of RFC 4518 §2, as far as RFC 5280 §7.1 asks for it. */
const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u00ad\u200b-\u200d\ufeff]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()

/** The folded name as one string: equal where RFC 5280 §7.1 says that two names are equal. */
export const foldedKey = (name: Name): string => foldedRdns(name).join('\n')

/** Whether a name is the base or below it (RFC 5280 §4.2.1.10, directoryName): its first RDNs are those of the base. */
export const isWithin = (name: Name, base: Name): boolean => {
  const rdns = foldedRdns(name)
  return foldedRdns(base).every((rdn, i) => rdn === rdns[i])
}
