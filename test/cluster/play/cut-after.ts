import type {IncomingMessage, ServerResponse} from 'node:http'

/** Passes on so many bytes of a body, then breaks the connection, as a load balancer that dies does. */
export const cutAfter = (from: IncomingMessage, to: ServerResponse, bytes: number): void => {
  let left = bytes
  from.on('data', (chunk: Buffer) => {
    if (left === 0) return
    const part = chunk.subarray(0, left)
    left -= part.length
    if (left > 0) to.write(part)
    else to.write(part, () => to.destroy())
  })
  from.on('end', () => {
    if (left > 0) to.end()
  })
}
