/**
 * `node:http`. An import would read each of its exports, and reading `WebSocket` loads a client of a megabyte: 50 ms of CPU at
 * the start of every run that looks at a cluster.
 */
export const nodeHttp = (): typeof import('node:http') => process.getBuiltinModule('node:http')
