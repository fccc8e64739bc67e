import {readFile} from 'node:fs/promises'
import {request as httpRequest} from 'node:http'
import {request as httpsRequest} from 'node:https'
import {parse} from 'yaml'

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many kinds, read by hand in tests
  readonly json: any
}

export interface RawRequest {
  readonly method?: string
  readonly accept?: string
  readonly body?: object
}

const fromBase64 = (text: string | undefined): string | undefined =>
  text && Buffer.from(text, 'base64').toString('utf8')

/** One request by a kubeconfig, with nothing of the product between test and server. */
export const ask = async (kubeconfig: string, path: string, request: RawRequest = {}): Promise<RawAnswer> => {
  const config = parse(await readFile(kubeconfig, 'utf8'))
  const {cluster} = config.clusters[0]
  const {user} = config.users[0]
  const url = new URL(path, cluster.server)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const options = {
    method: request.method ?? 'GET',
    agent: false as const,
    ca: fromBase64(cluster['certificate-authority-data']),
    cert: fromBase64(user['client-certificate-data']),
    key: fromBase64(user['client-key-data']),
    headers: {
      accept: request.accept ?? 'application/json',
      'user-agent': 'contract',
      ...(user.token && {authorization: `Bearer ${user.token}`}),
      ...(request.body && {'content-type': 'application/json'}),
    },
  }
  return new Promise((resolve, reject) => {
    const outgoing = send(url, options, async incoming => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      const text = Buffer.concat(chunks).toString('utf8')
      const isJson = String(incoming.headers['content-type']).startsWith('application/json')
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        text,
        json: isJson ? JSON.parse(text) : undefined,
      })
    })
    outgoing.on('error', reject)
    outgoing.end(request.body && JSON.stringify(request.body))
  })
}
