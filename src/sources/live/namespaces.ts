import {at, flag, type Json, list, texts} from '../../core/kube/object.ts'
import type {ApiClient} from './http/api-client.ts'
import type {Listed} from './list-pages.ts'

/** Where a kind may be looked for when the whole cluster may not be listed. */
export interface Candidates {
  readonly names: readonly string[]
  /** All namespaces of the cluster are among them. */
  readonly complete: boolean
}

/** The namespaces that were asked for, the context's, and those that a list of namespaces gives. */
export const candidates = (asked: readonly string[], listed: Listed): Candidates => {
  const all = listed.is === 'listed' ? listed.objects.map(({ref}) => ref.name) : []
  return {names: [...new Set([...asked.filter(name => name !== ''), ...all])], complete: listed.is === 'listed'}
}

/** What the API server says about our own permissions in one namespace. */
export interface OwnRules {
  /** Null: it does not know all of them (a webhook decides), so that only trying tells. */
  mayList(group: string, plural: string): boolean | null
}

const UNKNOWN_RULES: OwnRules = {mayList: () => null}

/** The Node authorizer always says so, of everybody; it has nothing to say about who is not a node. */
const NODE_AUTHORIZER = /^node authorizer does not support user rule resolution$/

/** Asks for our own rules in one namespace (authorization.k8s.io/v1, SelfSubjectRulesReview): one request for all kinds. */
export const ownRules = async (client: ApiClient, namespace: string, signal?: AbortSignal): Promise<OwnRules> => {
  const body = {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: {namespace}}
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
  const answer = await client.send({method: 'POST', path, body, signal}).catch(error => {
    if (signal?.aborted) throw error
    return null
  })
  if (answer === null || answer.status !== 201) return UNKNOWN_RULES
  const status = at(answer.value, 'status')
  const rules = list(status, 'resourceRules')
  const incomplete = flag(status, 'incomplete') === true && !isHarmless(at(status, 'evaluationError'))
  return {
    mayList: (group, plural) =>
      rules.some(rule => allowsList(rule, group, plural)) ? true : incomplete ? null : false,
  }
}

const isHarmless = (error: Json | undefined): boolean => typeof error === 'string' && NODE_AUTHORIZER.test(error)

const allowsList = (rule: Json, group: string, plural: string): boolean => {
  const has = (key: string, value: string): boolean => texts(rule, key).some(each => each === '*' || each === value)
  const isUnnamed = texts(rule, 'resourceNames').length === 0
  return (
    isUnnamed && has('verbs', 'list') && has('apiGroups', group === 'core' ? '' : group) && has('resources', plural)
  )
}
