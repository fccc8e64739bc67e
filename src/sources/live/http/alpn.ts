import type {Socket} from 'node:net'
import {TLSSocket} from 'node:tls'

/** The protocol that client and server agreed on: `h2`, `http/1.1`, or empty where nothing was said. */
export const alpnOf = (socket: Socket): string =>
  socket instanceof TLSSocket && typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : ''
