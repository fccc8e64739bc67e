/** What the fake API server says to one request, before faults. */
export interface FakeAnswer {
  readonly status: number
  readonly type: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export const json = (status: number, body: unknown): FakeAnswer => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(body)}\n`,
})

interface StatusDetails {
  readonly reason: string
  readonly message: string
  readonly metadata?: object
  readonly details?: object
}

/** A refusal as the API server writes it (meta/v1, Status). */
export const status = (code: number, {reason, message, metadata = {}, details}: StatusDetails): FakeAnswer =>
  json(code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: 'Failure',
    message,
    reason,
    ...(details !== undefined && {details}),
    code,
  })

/** To a path that nobody serves. */
export const noSuchPath: FakeAnswer = {
  status: 404,
  type: 'text/plain; charset=utf-8',
  headers: {'x-content-type-options': 'nosniff'},
  body: '404 page not found\n',
}

export const unauthorized = status(401, {reason: 'Unauthorized', message: 'Unauthorized'})

/** One thing that somebody wants to do, as RBAC sees it. */
export interface Attributes {
  readonly verb: string
  /** Empty for the core group. */
  readonly group: string
  readonly resource: string
  readonly namespace?: string | undefined
  readonly name?: string | undefined
}

export const forbidden = (user: string, {verb, group, resource, namespace, name}: Attributes): FakeAnswer => {
  const what = name === undefined ? resource : `${resource} ${JSON.stringify(name)}`
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`
  return status(403, {
    reason: 'Forbidden',
    message: `${what} is forbidden: User ${JSON.stringify(user)} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)} ${where}`,
    details: {...(name !== undefined && {name}), ...(group !== '' && {group}), kind: resource},
  })
}

export const forbiddenPath = (user: string, verb: string, path: string): FakeAnswer =>
  status(403, {
    reason: 'Forbidden',
    message: `forbidden: User ${JSON.stringify(user)} cannot ${verb} path ${JSON.stringify(path)}`,
    details: {},
  })
