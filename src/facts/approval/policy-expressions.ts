import {parseImage} from '../../core/component.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {type JsonObject, list, type Path, record, text} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, installationsOf} from '../component/components.ts'
import {type Policy, policies} from './policies.ts'

/** A CEL rule of a policy. */
export interface PolicyExpression {
  readonly policy: Policy
  /** Of the rule. */
  readonly path: Path
  readonly rule: string
  /** Whether `cr` has `groups` in the approver-policy that runs: since 0.25. */
  readonly hasGroups: boolean
}

/** Every validation of every policy, wherever under `spec.allowed` it stands. */
export const policyExpressions: Fact<readonly PolicyExpression[]> = {
  name: 'rules of policies',
  of: policies.of,
  reads: [...components.of, ...components.reads],
  derive: view => {
    const all = view.fact(policies)
    if (!all.known) return all
    const hasGroups = !isBefore025(view)
    return known(
      all.value.flatMap(policy => [
        ...expressionsIn(policy.allowed, ['spec', 'allowed']).map(each => ({policy, ...each, hasGroups})),
      ]),
    )
  },
}

/** As deep as fields of a policy go: `subject`, `organizations`, and a list between. */
const DEEPEST = 5

const expressionsIn = (fields: JsonObject, path: Path): readonly Pick<PolicyExpression, 'path' | 'rule'>[] => {
  if (path.length > DEEPEST) return []
  const own = list(fields, 'validations').flatMap((validation, index) => {
    const rule = text(validation, 'rule')
    return rule === undefined ? [] : [{path: [...path, 'validations', index, 'rule'], rule}]
  })
  const below = Object.keys(fields).flatMap(name => [
    ...expressionsIn(record(fields, name), [...path, name]),
    ...(name === 'validations'
      ? []
      : list(fields, name).flatMap((item, index) => expressionsIn(record(item), [...path, name, index]))),
  ])
  return [...own, ...below]
}

const isBefore025 = (view: View): boolean => {
  const [installed] = installationsOf(valueOr(view.fact(components), []), 'approver-policy')
  const version = installed?.release?.version ?? parseImage(installed?.image ?? '').tag
  const [, minor] = /^v?0\.(\d+)\./.exec(version ?? '') ?? []
  return minor !== undefined && Number(minor) < 25
}
