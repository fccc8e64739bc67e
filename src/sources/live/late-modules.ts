/**
 * Modules of Node that are loaded when they are needed: every run that looks at a cluster starts without them, and somebody who
 * presses Tab waits for that. `node:http` is never imported at all: an import reads each of its exports, and reading `WebSocket`
 * loads a client of a megabyte (50 ms of CPU).
 */
export const nodeHttp = (): typeof import('node:http') => process.getBuiltinModule('node:http')

/** 5 ms of CPU; for proxies that are spoken to by TLS. */
export const nodeHttps = (): typeof import('node:https') => process.getBuiltinModule('node:https')

/** 4 ms of CPU; the API server compresses from 128 KiB on. */
export const nodeZlib = (): typeof import('node:zlib') => process.getBuiltinModule('node:zlib')

/** 8 ms of CPU; for credential plugins. */
export const nodeChildProcess = (): typeof import('node:child_process') =>
  process.getBuiltinModule('node:child_process')
