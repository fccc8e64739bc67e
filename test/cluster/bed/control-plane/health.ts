import {request} from 'node:http'
import {Agent, request as tlsRequest} from 'node:https'

const isOk = (send: typeof request, options: Parameters<typeof request>[1] & {port: number}): Promise<boolean> =>
  new Promise(resolve => {
    const asked = send(
      {host: '127.0.0.1', timeout: 2000, headers: {'user-agent': 'kubectl-pki-bed'}, ...options},
      response => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    )
    asked.on('error', () => resolve(false)).on('timeout', () => asked.destroy())
    asked.end()
  })

/** Whether a plain HTTP endpoint on the loopback address answers 200. */
export const isHealthy = (port: number, path: string): Promise<boolean> => isOk(request, {port, path})

/** The same over TLS, whatever certificate is served. */
export const isHealthyTls = (port: number, path: string): Promise<boolean> =>
  isOk(tlsRequest as typeof request, {port, path, agent: new Agent({rejectUnauthorized: false})})
