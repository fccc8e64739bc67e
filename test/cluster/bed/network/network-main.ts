/**
 * The bed's cluster network: an HTTP CONNECT proxy that takes connections to Services and nodes to the programs that
 * stand for them. The API server reaches webhooks and kubelets through its socket (egress selector), controllers reach
 * Services by name through its port (HTTPS_PROXY), so neither Services nor webhook configurations need to be bent.
 * Plain HTTP on that port is the world's way into the cluster: an ingress controller for ACME validations.
 *
 * usage: network-main.ts CONFIG.json
 */
import {readFileSync} from 'node:fs'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {connect, type Socket} from 'node:net'
import {type Access, KubeApi} from '../kube-api.ts'
import {answerChallenge} from './answer-challenge.ts'
import {readTable} from './network-table.ts'
import {resolveRoute} from './resolve-route.ts'

/** What the bed tells its network. */
export interface NetworkConfig {
  readonly access: Access
  /** A path, relative to the working directory: paths of sockets may be no longer than about 100 bytes. */
  readonly socket: string
  readonly port: number
  /** Path of the network table. */
  readonly table: string
}

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as NetworkConfig
const api = new KubeApi(config.access)

const refuse = (client: Socket, why: string): void => {
  process.stdout.write(`${new Date().toISOString()} ${why}\n`)
  client.end(`HTTP/1.1 502 ${why.replaceAll(/[^\x20-\x7e]/g, ' ')}\r\n\r\n`)
}

const join = (client: Socket, to: {host: string; port: number}, target: string): void => {
  const server = connect(to)
  server.once('connect', () => {
    client.write('HTTP/1.1 200 OK\r\n\r\n')
    client.pipe(server).pipe(client)
  })
  server.once('error', () => {
    if (server.bytesRead === 0) refuse(client, `dial tcp ${target}: connect: connection refused`)
    client.destroy()
  })
  client.on('error', () => server.destroy())
  client.on('close', () => server.destroy())
  server.on('close', () => client.destroy())
}

const onConnect = async (request: IncomingMessage, client: Socket): Promise<void> => {
  const target = request.url ?? ''
  client.on('error', () => undefined)
  try {
    const {hostname, port} = new URL(`https://${target}`)
    const host = hostname.replace(/^\[|\]$/g, '')
    const route = await resolveRoute({api, table: readTable(config.table)}, host, Number(port || 443))
    if ('refused' in route) refuse(client, route.refused)
    else join(client, route, target)
  } catch (error) {
    refuse(client, `dial tcp ${target}: ${error instanceof Error ? error.message : error}`)
  }
}

const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const answer = await answerChallenge(api, url.hostname, url.pathname)
    response.writeHead(answer === undefined ? 404 : 200, {'content-type': 'text/plain'}).end(answer ?? 'not found\n')
  } catch (error) {
    response.writeHead(503).end(String(error))
  }
}

for (const place of [{path: config.socket}, {port: config.port, host: '127.0.0.1'}]) {
  createServer((request, response) => void onRequest(request, response))
    .on('connect', (request, client) => void onConnect(request, client as Socket))
    .listen(place)
}
