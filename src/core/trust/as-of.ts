import type {TrustGraph, TrustNode} from './graph.ts'

/**
 * A graph as it is at a moment, in milliseconds since 1970: a CA that has ended, or has not begun, vouches for nothing, and
 * neither does what it signs or what holds it.
 */
export const graphAsOf = ({nodes, edges}: TrustGraph, now: number): TrustGraph => {
  const judged = nodes.map(node => ({...node, ...untimely(node, now)}))
  const bad = new Set(judged.flatMap(({id, role, state}) => (role === 'authority' && state === 'bad' ? [id] : [])))
  return {nodes: judged, edges: edges.map(edge => (bad.has(edge.from) ? {...edge, state: 'bad'} : edge))}
}

const untimely = ({validity}: TrustNode, now: number): Pick<TrustNode, 'note' | 'state'> | undefined => {
  if (validity === undefined) return undefined
  if (validity.notAfter < now) return {state: 'bad', note: `expired on ${day(validity.notAfter)}`}
  return validity.notBefore > now ? {state: 'bad', note: `not valid before ${day(validity.notBefore)}`} : undefined
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)
