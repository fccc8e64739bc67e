import {Agent, request as httpsRequest, type RequestOptions} from 'node:https'

/** How to reach and speak to an API server: a client certificate, or a token. PEM throughout. */
export interface Access {
  readonly server: string
  readonly ca: string
  readonly certificate?: string
  readonly key?: string
  readonly token?: string
}

/** Any Kubernetes object, as JSON. The bed's own objects are trusted; what is read is looked at by path. */
export interface KubeBody {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: KubeMetadata
  // biome-ignore lint/suspicious/noExplicitAny: test code reads many kinds of objects by path
  readonly [field: string]: any
}

export interface KubeMetadata {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly creationTimestamp?: string
  readonly resourceVersion?: string
  // biome-ignore lint/suspicious/noExplicitAny: see KubeBody
  readonly [field: string]: any
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** An answer of 400 or more. `message` is the Status object's where there is one. */
export class KubeFailure extends Error {
  readonly status: number

  constructor(method: string, path: string, answer: Answer) {
    let message = answer.text.trim()
    try {
      message = String(JSON.parse(answer.text).message)
    } catch {
      // Not a Status object: the text as it came.
    }
    super(`${method} ${path}: ${answer.status} ${message}`)
    this.name = 'KubeFailure'
    this.status = answer.status
  }
}

const JSON_TYPE = 'application/json'
const metadataOnly = `${JSON_TYPE};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,${JSON_TYPE}`
const mergePatch = 'application/merge-patch+json'
const applyPatch = 'application/apply-patch+yaml'

/** A small client for the API server, for set-up and probes that need no kubectl. Keeps its connections. */
export class KubeApi {
  readonly access: Access
  readonly #agent: Agent

  constructor(access: Access) {
    this.access = access
    const {ca, certificate, key} = access
    this.#agent = new Agent({keepAlive: true, ca, ...(certificate && key ? {cert: certificate, key} : {})})
  }

  /** One request, whatever the answer is; rejects only when there was none. */
  send(method: string, path: string, body?: unknown, type = JSON_TYPE, accept = JSON_TYPE): Promise<Answer> {
    const url = new URL(path, this.access.server)
    const headers: Record<string, string> = {accept}
    const text = body === undefined ? undefined : JSON.stringify(body)
    if (text !== undefined) {
      headers['content-type'] = type
      // Node frames the body of a DELETE in no way of its own: the server would take it for the next request.
      headers['content-length'] = String(Buffer.byteLength(text))
    }
    if (this.access.token !== undefined) headers.authorization = `Bearer ${this.access.token}`
    return exchange(url, {method, headers, agent: this.#agent}, text)
  }

  async get(path: string): Promise<KubeBody> {
    return this.#json('GET', path)
  }

  /** Undefined where there is no such object. */
  async find(path: string): Promise<KubeBody | undefined> {
    const answer = await this.send('GET', path)
    return answer.status === 404 ? undefined : parse('GET', path, answer)
  }

  async list(path: string): Promise<readonly KubeBody[]> {
    return (await this.#json('GET', path)).items
  }

  /** All of a kind without spec, status and data; nothing where it is no longer served. */
  async listMetadata(path: string): Promise<readonly KubeBody[]> {
    const answer = await this.send('GET', path, undefined, JSON_TYPE, metadataOnly)
    return answer.status === 404 ? [] : (parse('GET', path, answer).items ?? [])
  }

  async create(path: string, body: object): Promise<KubeBody> {
    return this.#json('POST', path, body)
  }

  async delete(path: string): Promise<KubeBody> {
    return this.#json('DELETE', path)
  }

  /** JSON merge patch (RFC 7396). */
  async patch(path: string, body: object): Promise<KubeBody> {
    return this.#json('PATCH', path, body, mergePatch)
  }

  /** Server-side apply under a field manager of your choice, taking over what others own. */
  async apply(path: string, body: object, fieldManager = 'kubectl-pki-bed'): Promise<KubeBody> {
    return this.#json('PATCH', `${path}?fieldManager=${fieldManager}&force=true`, body, applyPatch)
  }

  close(): void {
    this.#agent.destroy()
  }

  async #json(method: string, path: string, body?: object, type?: string): Promise<KubeBody> {
    return parse(method, path, await this.send(method, path, body, type))
  }
}

const parse = (method: string, path: string, answer: Answer): KubeBody => {
  if (answer.status >= 400) throw new KubeFailure(method, path, answer)
  return JSON.parse(answer.text) as KubeBody
}

const exchange = (url: URL, options: RequestOptions, body: string | undefined): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpsRequest(url, options, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const {statusCode = 0, headers} = response
        resolve({status: statusCode, text: Buffer.concat(chunks).toString(), headers})
      })
    })
    request.on('error', reject)
    request.setTimeout(60_000, () => request.destroy(new Error(`no answer from ${url.host} within 60 s`)))
    request.end(body)
  })
