import {expect} from 'chai'
import {judge} from '../../src/core/doctor/judge.ts'
import {kindsReadBy} from '../../src/core/doctor/plan.ts'
import type {Finding} from '../../src/core/doctor/report.ts'
import type {AnyRule} from '../../src/core/doctor/rule.ts'
import type {Kind} from '../../src/core/kube/kind.ts'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import {viewOf} from '../../src/core/kube/view.ts'
import {rules} from '../../src/rules/index.ts'
import {SCENE_NOW} from '../support/placeholders.ts'
import {casesOf, sceneOf} from '../support/rule-case.ts'

/** What somebody reads who may not list a kind. */
const without = (snapshot: Snapshot, kind: Kind): Snapshot => ({
  ...snapshot,
  objects: snapshot.objects.filter(({ref}) => ref.kind !== kind),
  coverage: [
    ...snapshot.coverage.filter(entry => entry.kind !== kind),
    {kind, world: 'none', because: {reason: 'forbidden', detail: 'you may not look'}},
  ],
})

const scenesOf = (rule: AnyRule): ReadonlyMap<string, Snapshot> => {
  const {given, good, bad} = rule.examples
  return new Map([
    ['good', sceneOf([given, good].filter(Boolean).join('\n---'))],
    ['bad', sceneOf([given, bad].filter(Boolean).join('\n---'))],
    ...casesOf(rule).map(({title, yaml}) => [title, sceneOf(yaml)] as const),
  ])
}

/** Claims that stay true of what was seen, though somebody who sees more would say less; cases of the rules state each of them. */
const STATED: Readonly<Record<string, readonly Kind[]>> = {
  // Two Certificates do name one Secret; only which of them is told differs.
  PKI107: ['core/secrets'],
  // The request is too old whether its node is still there or not.
  PKI502: ['core/nodes'],
  // The configuration says so for the nodes that there are or will be.
  PKI507: ['core/nodes'],
  // The status of the workload says that nothing is available; the other kinds tell where that is no wonder.
  PKI803: ['core/nodes', 'core/pods', 'coordination.k8s.io/leases'],
}

/** On the same object, or in the same words on another: a Pod where its Deployment was not seen. */
const isSame = (one: Finding, other: Finding): boolean =>
  JSON.stringify(one.subject) === JSON.stringify(other.subject) || one.message === other.message

describe('a kind that may not be listed', () => {
  for (const rule of rules) {
    it(`makes ${rule.id} claim nothing, and is admitted`, () => {
      const wrong: string[] = []
      for (const [title, snapshot] of scenesOf(rule)) {
        const whole = judge(rule, viewOf(snapshot), SCENE_NOW)
        for (const kind of kindsReadBy([rule])) {
          const {run, judged} = judge(rule, viewOf(without(snapshot, kind)), SCENE_NOW)
          const claims = judged.filter(({finding}) => !whole.judged.some(each => isSame(each.finding, finding)))
          if (STATED[rule.id]?.includes(kind) !== true)
            wrong.push(...claims.map(({finding}) => `${title}, without ${kind}: ${finding.message}`))
          if (run.notLookedAt.length === 0) wrong.push(`${title}, without ${kind}: nothing is admitted`)
        }
      }
      expect(wrong, 'name these kinds in disprovedBy, or answer that it is unsure').to.deep.equal([])
    })
  }
})
