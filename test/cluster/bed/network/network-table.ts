import {readFileSync, renameSync, writeFileSync} from 'node:fs'

/** A program of the bed that stands for the pods of a workload. */
export interface Backend {
  readonly namespace: string
  /** Plural of group apps. */
  readonly kind: 'deployments' | 'statefulsets'
  readonly name: string
  /** Container port → port on the loopback address where the program listens. */
  readonly ports: Readonly<Record<number, number>>
}

/** What the bed's network knows beside the API server's Services: programs, and addresses of nodes. */
export interface NetworkTable {
  readonly backends: readonly Backend[]
  /** `198.18.0.10:10250` → port on the loopback address. */
  readonly nodes: Readonly<Record<string, number>>
}

export const emptyTable: NetworkTable = {backends: [], nodes: {}}

export const readTable = (file: string): NetworkTable => JSON.parse(readFileSync(file, 'utf8')) as NetworkTable

/** Replaces the table in one step; the network reads it anew for each connection. */
export const writeTable = (file: string, table: NetworkTable): void => {
  writeFileSync(`${file}.new`, JSON.stringify(table))
  renameSync(`${file}.new`, file)
}
