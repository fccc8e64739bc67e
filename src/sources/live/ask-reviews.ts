import {PkiError} from '../../core/errors.ts'
import {known, type Reading, unknown} from '../../core/knowing.ts'
import {flag} from '../../core/kube/object.ts'
import type {AnsweredReview, Review} from '../../core/kube/snapshot.ts'
import {asUnknown} from './as-unknown.ts'
import {splitKind} from './discovery/discovery.ts'
import type {ApiClient} from './http/api-client.ts'
import {refusalOf} from './http/read-json.ts'

const PATH = '/apis/authorization.k8s.io/v1/subjectaccessreviews'

/** Asks the API server who may do what (SubjectAccessReview). @throws nothing but the signal's reason */
export const askReviews = (
  client: ApiClient,
  reviews: readonly Review[],
  signal?: AbortSignal,
): Promise<readonly AnsweredReview[]> =>
  Promise.all(reviews.map(async review => ({review, allowed: await askOne(client, review, signal)})))

const askOne = async (client: ApiClient, review: Review, signal?: AbortSignal): Promise<Reading<boolean>> => {
  try {
    const answer = await client.send({method: 'POST', path: PATH, body: bodyOf(review), signal})
    if (answer.status === 403) return unknown('forbidden', 'you may not create subjectaccessreviews')
    if (answer.status === 404) return unknown('not-served', 'the API server answers no subjectaccessreviews')
    const allowed = flag(answer.value, 'status', 'allowed')
    if (answer.status !== 201 || allowed === undefined) return unknown('unreachable', refusalOf(answer))
    return known(allowed)
  } catch (error) {
    if (signal?.aborted || !(error instanceof PkiError)) throw error
    return {known: false, because: asUnknown(error)}
  }
}

const bodyOf = ({user, groups, verb, kind, namespace, name}: Review) => {
  const {group, plural} = splitKind(kind)
  const [resource = '', subresource] = plural.split('/')
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user,
      groups,
      resourceAttributes: {
        verb,
        group: group === 'core' ? '' : group,
        version: '*',
        resource,
        ...(subresource !== undefined && {subresource}),
        ...(namespace !== undefined && {namespace}),
        ...(name !== undefined && {name}),
      },
    },
  }
}
