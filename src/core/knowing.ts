/**
 * What is known, and what is not and why. "Not checked" is never "healthy": a lookup that could not be made
 * answers with an `Unknown`, and nothing downstream may turn that into a value.
 */

/** Why something is not known. `detail` is one clause for a person, without a full stop. */
export interface Unknown {
  readonly reason:
    | 'not-collected' // nobody asked for it (a flag such as --no-secrets, or a reading that did not need it)
    | 'forbidden' // the API server answered 403
    | 'unreachable' // the connection failed or timed out
    | 'not-served' // the API server has the group, but in no version that we read
    | 'undeclared' // manifests are not a whole cluster: it may well exist
    | 'unreadable' // it is there and cannot be parsed
  readonly detail: string
}

/** A value that may be unknown. There is no third case and no `undefined`. */
export type Reading<T> = {readonly known: true; readonly value: T} | {readonly known: false; readonly because: Unknown}

export const known = <T>(value: T): Reading<T> => ({known: true, value})

export const unknown = (reason: Unknown['reason'], detail: string): {known: false; because: Unknown} => ({
  known: false,
  because: {reason, detail},
})

/** The value, or `fallback` where it is not known. Only for places where not knowing and `fallback` mean the same. */
export const valueOr = <T, F>(reading: Reading<T>, fallback: F): T | F => (reading.known ? reading.value : fallback)

export const mapReading = <A, B>(reading: Reading<A>, change: (value: A) => B): Reading<B> =>
  reading.known ? known(change(reading.value)) : reading
