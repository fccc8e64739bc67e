import {alpnOf} from './alpn.ts'
import type {Dialer} from './dial.ts'
import {http1Wire} from './http1-wire.ts'
import {http2Wire} from './http2-wire.ts'
import type {Wire} from './wire.ts'

/**
 * Connects to the API server and takes HTTP/2 where it speaks it: one connection then carries all requests side by side.
 * @throws ConnectionFailure
 */
export const openWire = async (dialer: Dialer): Promise<Wire> => {
  const socket = await dialer.dial()
  return alpnOf(socket) === 'h2' ? http2Wire(dialer, socket) : http1Wire(dialer, socket)
}
