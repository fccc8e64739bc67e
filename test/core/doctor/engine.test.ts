import {expect} from 'chai'
import type {Dependencies} from '../../../src/core/doctor/causes.ts'
import {examine} from '../../../src/core/doctor/engine.ts'
import {exitCodeOf} from '../../../src/core/doctor/report.ts'
import {type AnyRule, defineRule, type Stage} from '../../../src/core/doctor/rule.ts'
import {known, type Reading, unknown} from '../../../src/core/knowing.ts'
import {type KubeObject, text} from '../../../src/core/kube/object.ts'
import {type ObjectRef, ref} from '../../../src/core/kube/ref.ts'
import {RefMap} from '../../../src/core/kube/ref-map.ts'
import {type Fact, viewOf} from '../../../src/core/kube/view.ts'
import {sayFindings} from '../../../src/render/say/report.ts'
import {SCENE_NOW} from '../../support/placeholders.ts'
import {scene} from '../../support/scene.ts'

/** ConfigMaps as they are, each a subject. */
const configMaps: Fact<readonly KubeObject[]> = {
  name: 'c',
  of: ['core/configmaps'],
  reads: [],
  derive: view => view.list('core/configmaps'),
}

interface Made {
  readonly id: `PKI${number}`
  readonly label: string
  readonly breaks?: readonly Stage[]
  readonly waitsFor?: Stage
  readonly severity?: 'error' | 'warning' | 'info'
}

/** A rule that fires on every ConfigMap with a label; `unsure` and `throw` as its value do what they say. */
const ruleOn = ({id, label, severity = 'error', ...stages}: Made): AnyRule =>
  defineRule({
    id,
    name: `consumer/${label}`,
    severity,
    since: '0.1.0',
    title: 'T',
    why: 'W.',
    remediation: ['R.'],
    messages: {bad: 'label {value}'},
    examples: {bad: '', good: ''},
    each: configMaps,
    ...stages,
    *check(at) {
      const value = text(at.body, 'metadata', 'labels', label)
      if (value === 'throw') throw new TypeError('broken')
      if (value === 'unsure') yield {at, path: [], unsure: {reason: 'forbidden', detail: 'you may not look'}}
      else if (value !== undefined) yield {at, path: ['metadata', 'labels', label], problem: 'bad', data: {value}}
    },
  })

/** `name` in namespace `ns`, or `namespace/name`. */
const configMap = (text: string): ObjectRef => {
  const [name = '', namespace = 'ns'] = text.split('/').reverse()
  return ref('core/configmaps', namespace, name)
}

const dependenciesOf = (edges: Readonly<Record<string, readonly string[]>>): Fact<Dependencies> => {
  const graph = new RefMap<readonly ObjectRef[]>()
  for (const [from, to] of Object.entries(edges)) graph.set(configMap(from), to.map(configMap))
  const of = (object: ObjectRef) => graph.get(object) ?? []
  return {name: 'd', of: [], reads: [], derive: (): Reading<Dependencies> => known({of, on: () => []})}
}

const maps = (labels: Readonly<Record<string, object>>, annotations: object = {}) =>
  Object.entries(labels)
    .map(([name, of]) =>
      JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, namespace: 'ns', labels: of, annotations}}),
    )
    .join('\n---\n')

const run = (yaml: string, rules: readonly AnyRule[], rest: object = {}) =>
  examine(viewOf(scene(yaml)), {rules, now: SCENE_NOW, dependencies: dependenciesOf({}), ...rest})

const exit = {failOn: 'error', strict: false} as const

describe('the engine', () => {
  const rule = ruleOn({id: 'PKI601', label: 'a'})

  it('reports findings, and what was fine, by rule', () => {
    const report = run(maps({x: {a: 'no'}, y: {}}), [rule, ruleOn({id: 'PKI602', label: 'b'})])
    expect(report.findings.map(({rule: id, message, subject}) => [id, message, subject?.name])).to.deep.equal([
      ['PKI601', 'label no', 'x'],
    ])
    expect(report.summary).to.include({error: 1, problems: 1, fine: 1, skipped: 0})
    expect(report.rules.map(({outcome, checked}) => [outcome, checked])).to.deep.equal([
      ['judged', 2],
      ['judged', 2],
    ])
    expect(exitCodeOf(report, exit)).to.equal(1)
    expect(exitCodeOf(report, {...exit, failOn: 'none'})).to.equal(0)
  })

  it('goes on after a rule that fails on one subject, keeps what it said, and exits with 70', () => {
    const report = run(maps({x: {a: 'throw'}, y: {a: 'no'}}), [rule])
    expect(report.rules[0]).to.include({outcome: 'crashed', error: 'TypeError: broken'})
    expect(report.findings).to.have.length(1)
    expect(exitCodeOf(report, {failOn: 'none', strict: false})).to.equal(70)
  })

  it('says crashed where a fact fails', () => {
    const broken = {
      ...rule,
      each: {
        ...configMaps,
        derive: () => {
          throw new Error('fact')
        },
      },
    }
    expect(run(maps({x: {}}), [broken]).rules[0]).to.include({outcome: 'crashed', error: 'Error: fact'})
  })

  it('skips a rule whose facts are unknown, and never calls it fine', () => {
    const because = {reason: 'forbidden', detail: 'you may not list configmaps'} as const
    const report = examine(viewOf(scene(maps({x: {a: 'no'}}), {none: {'core/configmaps': because}})), {
      rules: [rule],
      now: SCENE_NOW,
      dependencies: dependenciesOf({}),
    })
    expect(report.rules[0]).to.deep.include({outcome: 'skipped', notLookedAt: [{kind: 'core/configmaps', because}]})
    expect(report.summary).to.include({fine: 0, notApplicable: 0, skipped: 1})
    expect(exitCodeOf(report, exit)).to.equal(0)
    expect(exitCodeOf(report, {...exit, strict: true})).to.equal(1)
  })

  it('skips where something that is needed is unknown', () => {
    const needy = {
      ...rule,
      needs: {other: {name: 'o', of: ['core/secrets'] as const, reads: [], derive: () => unknown('forbidden', 'no')}},
    }
    expect(run(maps({x: {a: 'no'}}), [needy]).rules[0]).to.include({outcome: 'skipped'})
  })

  it('is not fine about a kind that was seen in part', () => {
    const because = {reason: 'forbidden', detail: 'you may not list configmaps'} as const
    const snapshot = scene(maps({x: {}}))
    const coverage = [
      {kind: 'core/configmaps', world: 'none', because} as const,
      {kind: 'core/configmaps', namespace: 'ns', world: 'closed'} as const,
    ]
    const report = examine(viewOf({...snapshot, coverage}), {
      rules: [rule],
      now: SCENE_NOW,
      dependencies: dependenciesOf({}),
    })
    expect(report.summary).to.include({fine: 0, partial: 1})
  })

  it('says of no rule that it is fine or does not apply whose objects may stand in what could not be read', () => {
    const unread = {reason: 'unreadable', detail: 'some may stand in a.yaml'} as const
    const coverage = [{kind: 'core/configmaps', world: 'open', unread} as const]
    for (const yaml of ['', maps({x: {}})]) {
      const view = viewOf(scene(yaml, {extra: {coverage}}))
      const report = examine(view, {rules: [rule], now: SCENE_NOW, dependencies: dependenciesOf({})})
      expect(report.summary).to.include({fine: 0, notApplicable: 0, partial: 1})
      expect(report.rules[0]?.notLookedAt).to.deep.equal([{kind: 'core/configmaps', because: unread}])
    }
  })

  it('keeps doubts apart from findings', () => {
    const report = run(maps({x: {a: 'unsure'}}), [rule])
    expect([report.findings, report.doubts.map(({because}) => because.detail), report.summary.fine]).to.deep.equal([
      [],
      ['you may not look'],
      0,
    ])
  })

  it('exits with 3 where not a single kind could be read', () => {
    const because = {reason: 'forbidden', detail: 'no'} as const
    const snapshot = {...scene(''), coverage: [{kind: 'core/configmaps', world: 'none', because} as const]}
    const report = examine(viewOf(snapshot), {rules: [rule], now: SCENE_NOW, dependencies: dependenciesOf({})})
    expect([report.couldLook, exitCodeOf(report, exit)]).to.deep.equal([false, 3])
  })

  it('exits with 3 where nothing of what was named could be read', () => {
    const none = scene('', {world: 'open', extra: {unreadable: [{what: 'a.yaml', line: 1, detail: 'no YAML'}]}})
    const report = examine(viewOf(none), {rules: [rule], now: SCENE_NOW, dependencies: dependenciesOf({})})
    expect([report.couldLook, exitCodeOf(report, exit)]).to.deep.equal([false, 3])
    const closed = scene('', {extra: {unreadable: [{what: 'x/v2', detail: 'unknown version'}]}})
    expect(
      examine(viewOf(closed), {rules: [rule], now: SCENE_NOW, dependencies: dependenciesOf({})}).couldLook,
    ).to.equal(true)
  })

  it('says of a namespace that is not there that it is not there', () => {
    const there = `${maps({x: {a: 'no'}})}\n---\n${JSON.stringify({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'ns'}})}`
    const of = (namespaces: readonly string[], yaml = there, options = {}) => {
      const report = examine(viewOf(scene(yaml, options)), {
        rules: [rule],
        now: SCENE_NOW,
        dependencies: dependenciesOf({}),
        namespaces,
      })
      return [report.couldLook, ...report.unreadable.map(({what, detail}) => `${what}: ${detail}`)]
    }
    expect(of(['ns'])).to.deep.equal([true])
    expect(of(['typo'])).to.deep.equal([false, 'namespace typo: there is no such namespace'])
    expect(of(['typo', 'ns'])).to.deep.equal([true, 'namespace typo: there is no such namespace'])
    const open = {world: 'open'} as const
    expect(of(['ns'], maps({x: {}}), open)).to.deep.equal([true])
    expect(of(['far'], maps({x: {}}), open)).to.deep.equal([
      false,
      'namespace far: nothing that was looked at is in it',
    ])
    const none = {'core/namespaces': {reason: 'forbidden', detail: 'you may not list namespaces'}} as const
    expect(of(['far'], maps({x: {}}), {none})).to.deep.equal([true])
  })

  it('counts what an annotation or a configuration ignores', () => {
    const ignored = {'kubectl-pki/ignore': 'PKI119, pki601'}
    expect(run(maps({x: {a: 'no'}}, ignored), [rule]).summary).to.include({error: 0, suppressed: 1})
    const ignore = (ignores: readonly object[]) => run(maps({x: {a: 'no'}}), [rule], {ignores}).summary.suppressed
    expect(ignore([{rule: 'PKI601', object: 'ns/x'}])).to.equal(1)
    expect(ignore([{rule: 'consumer/a', object: 'configmap/n*/x'}])).to.equal(1)
    expect(ignore([{rule: 'PKI601', object: 'ns/y'}])).to.equal(0)
    expect(ignore([{rule: 'PKI601', until: '2026-11-22T11:00:00Z'}])).to.equal(0)
    expect(ignore([{rule: '*', until: '2026-11-23'}])).to.equal(1)
  })

  it('has a fingerprint that does not hang on the message', () => {
    const one = run(maps({x: {a: 'no'}}), [rule]).findings[0]?.fingerprint
    expect(run(maps({x: {a: 'other'}}), [rule]).findings[0]?.fingerprint).to.equal(one)
    expect(run(maps({y: {a: 'no'}}), [rule]).findings[0]?.fingerprint).to.not.equal(one)
  })

  it('judges some namespaces and keeps the causes that lie elsewhere', () => {
    const symptom = ruleOn({id: 'PKI601', label: 'a', waitsFor: 'signing'})
    const cause = ruleOn({id: 'PKI602', label: 'b', breaks: ['signing']})
    const yaml = `${maps({x: {a: 'no'}, z: {a: 'no'}})}\n---\n${JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'ca', namespace: 'far', labels: {b: 'no'}}})}`
    const dependencies = dependenciesOf({x: ['far/ca']})
    const names = (namespaces: readonly string[]) =>
      run(yaml, [symptom, cause], {dependencies, namespaces})
        .findings.map(({subject}) => subject?.name)
        .sort()
    expect(names(['ns'])).to.deep.equal(['ca', 'x', 'z'])
    expect(names(['far'])).to.deep.equal(['ca'])
  })

  it('shows a namespace what is about its objects and lies elsewhere', () => {
    const absent = defineRule({
      ...ruleOn({id: 'PKI601', label: 'a'}),
      *check(at: KubeObject) {
        const issuer = {...at, ref: ref('cert-manager.io/clusterissuers', undefined, 'gone')}
        yield {at: issuer, path: [], problem: 'bad', data: {value: ''}, concerns: [at]}
      },
    }) as AnyRule
    const found = (namespace: string) => run(maps({x: {a: 'no'}}), [absent], {namespaces: [namespace]}).findings
    expect(found('ns').map(({subject}) => subject?.name)).to.deep.equal(['gone'])
    expect(found('other')).to.deep.equal([])
  })
})

describe('causes', () => {
  const symptom = ruleOn({id: 'PKI601', label: 'waits', waitsFor: 'signing', breaks: ['issuance']})
  const cause = ruleOn({id: 'PKI602', label: 'broken', breaks: ['signing']})
  const consumer = ruleOn({id: 'PKI603', label: 'empty', waitsFor: 'issuance'})
  const rules = [symptom, cause, consumer]
  const linked = (labels: Readonly<Record<string, object>>, edges: Readonly<Record<string, readonly string[]>>) => {
    const {findings} = run(maps(labels), rules, {dependencies: dependenciesOf(edges)})
    const nameOf = (fingerprint: string) => findings.find(each => each.fingerprint === fingerprint)?.subject?.name
    return Object.fromEntries(
      findings.map(({subject, rule, causedBy}) => [`${subject?.name} ${rule}`, causedBy.map(nameOf).sort()]),
    )
  }

  it('are found along the graph, step by step to the root', () => {
    const edges = {ingress: ['secret'], secret: ['certificate'], certificate: ['issuer']}
    const labels = {
      ingress: {empty: '1'},
      secret: {},
      certificate: {waits: '1'},
      issuer: {broken: '1'},
      bystander: {broken: '1'},
    }
    expect(linked(labels, edges)).to.deep.equal({
      'ingress PKI603': ['certificate'],
      'certificate PKI601': ['issuer'],
      'issuer PKI602': [],
      'bystander PKI602': [],
    })
  })

  it('count as grave as what they block', () => {
    const mild = ruleOn({id: 'PKI604', label: 'mild', severity: 'warning', breaks: ['signing']})
    const labels = {blocked: {waits: '1'}, root: {mild: '1'}, idle: {mild: '2'}, alone: {empty: '1'}}
    const {findings} = run(maps(labels), [mild, ...rules], {dependencies: dependenciesOf({blocked: ['root']})})
    expect(findings.map(({subject}) => subject?.name)).to.deep.equal(['blocked', 'alone', 'root', 'idle'])
    const blocks = sayFindings(findings, {wide: false})
    expect(blocks.map(block => block.is === 'problem' && `${block.id} ${block.badge} ${block.evidence}`)).to.deep.equal(
      ['PKI604 blocks 1 label 1', 'PKI603 undefined label 1', 'PKI604 undefined label 2'],
    )
  })

  it('may be several, or stand on the object itself', () => {
    expect(linked({x: {waits: '1'}, a: {broken: '1'}, b: {broken: '1'}}, {x: ['a', 'b']})['x PKI601']).to.deep.equal([
      'a',
      'b',
    ])
    expect(linked({x: {waits: '1', broken: '1'}, a: {broken: '1'}}, {x: ['a']})['x PKI601']).to.deep.equal(['x'])
  })

  it('never go round in a circle', () => {
    const both = ruleOn({id: 'PKI604', label: 'both', waitsFor: 'signing', breaks: ['signing']})
    const {findings} = run(maps({x: {both: '1'}, y: {both: '1'}}), [both], {
      dependencies: dependenciesOf({x: ['y'], y: ['x']}),
    })
    expect(findings.filter(({causedBy}) => causedBy.length === 0)).to.have.length(1)
  })
})
