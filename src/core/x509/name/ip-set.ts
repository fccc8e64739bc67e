import type {IpRange} from '../extension/name-constraints.ts'
import {type ConstraintBudget, spend} from '../path/constraint-set.ts'
import {unmapped} from './ip.ts'

/** Address ranges that a name may fall under. */
export interface IpSet {
  /** The range that covers an address, as text, or undefined. */
  find(address: Uint8Array, budget: ConstraintBudget): string | undefined
}

/** Any range may cover the address (RFC 5280 §4.2.1.10): ranges are grouped by mask, one lookup for each mask. */
export const ipSet = (ranges: readonly IpRange[]): IpSet => {
  const groups = new Map<string, {range: IpRange; networks: Set<string>}>()
  for (const range of ranges.map(shortRange)) {
    const key = Buffer.from(range.mask).toString('hex')
    const group = groups.get(key) ?? {range, networks: new Set<string>()}
    groups.set(key, group)
    group.networks.add(network(range.address, range.mask))
  }
  return {
    find: (raw, budget) => {
      const address = unmapped(raw)
      for (const {range, networks} of groups.values()) {
        spend(budget, 16)
        if (range.mask.length === address.length && networks.has(network(address, range.mask))) return text(range)
      }
      return undefined
    },
  }
}

/**
 * What Go does since 1.26: ranges are sorted by address, those within the one before are dropped, and only the nearest
 * one at or below an address is looked at. That is the same for ranges without host bits; with them (`10.1.2.3/8`), or
 * with IPv4 written in IPv6, Go may miss the range that covers the address.
 */
export const nearestIpSet = (ranges: readonly IpRange[]): IpSet => {
  const families = [4, 16].map(length =>
    prune(ranges.filter(({address}) => address.length === length).sort(compareRanges)),
  )
  return {
    find: (address, budget) => {
      const sorted = families[address.length === 4 ? 0 : 1] ?? []
      spend(budget, 16)
      const at = lowerBound(sorted, address)
      const exact = sorted[at]
      if (exact !== undefined && Buffer.compare(exact.address, address) === 0) return text(exact)
      const nearest = sorted[Math.max(0, at - 1)]
      return nearest !== undefined && contains(nearest, address) ? text(nearest) : undefined
    },
  }
}

const compareRanges = (a: IpRange, b: IpRange): number =>
  Buffer.compare(a.address, b.address) || Buffer.compare(a.mask, b.mask)

const prune = (sorted: readonly IpRange[]): readonly IpRange[] => {
  const kept: IpRange[] = []
  for (const range of sorted) {
    const last = kept.at(-1)
    if (last === undefined || !covers(last, range)) kept.push(range)
  }
  return kept
}

const covers = (outer: IpRange, {address, mask}: IpRange): boolean =>
  contains(outer, address) &&
  contains(
    outer,
    address.map((byte, i) => byte | (~(mask[i] as number) & 0xff)),
  )

/** The first index whose address is not below. */
const lowerBound = (sorted: readonly IpRange[], address: Uint8Array): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (Buffer.compare((sorted[middle] as IpRange).address, address) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Go's `IPNet.Contains`: IPv4 written in IPv6 counts as IPv4, and families do not mix. */
const contains = (range: IpRange, raw: Uint8Array): boolean => {
  const {address: base, mask} = shortRange(range)
  const address = unmapped(raw)
  return base.length === address.length && network(base, mask) === network(address, mask)
}

/** A range of IPv4 addresses that is written in IPv6, as one of IPv4. */
const shortRange = (range: IpRange): IpRange => {
  const address = unmapped(range.address)
  return {address, mask: range.mask.subarray(range.mask.length - address.length)}
}

const network = (address: Uint8Array, mask: Uint8Array): string =>
  Buffer.from(address.map((byte, i) => byte & (mask[i] as number))).toString('hex')

const text = ({address, mask}: IpRange): string =>
  `${Buffer.from(address).toString('hex')}/${Buffer.from(mask).toString('hex')}`
