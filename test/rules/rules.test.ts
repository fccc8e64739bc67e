import {expect} from 'chai'
import {judge} from '../../src/core/doctor/judge.ts'
import {kindsReadBy} from '../../src/core/doctor/plan.ts'
import {type AnyRule, categoryOf} from '../../src/core/doctor/rule.ts'
import {KINDS, type Kind} from '../../src/core/kube/kind.ts'
import {type Fact, type View, viewOf} from '../../src/core/kube/view.ts'
import {rules} from '../../src/rules/index.ts'
import {retired} from '../../src/rules/retired.ts'
import {SCENE_NOW} from '../support/placeholders.ts'
import {casesOf, sceneOf} from '../support/rule-case.ts'
import {scene} from '../support/scene.ts'

/** The hundreds of an id say its category; the last has two. */
const CATEGORIES = [
  'certificate',
  'issuer',
  'approval',
  'trust',
  'kubelet',
  'consumer',
  'canary',
  'component',
  'repository client',
]

const join = (...parts: readonly (string | undefined)[]): string =>
  parts.filter(part => part !== undefined).join('\n---')

describe('the catalogue', () => {
  it('is sorted by id, and no id or name stands twice or was retired', () => {
    const ids = rules.map(({id}) => id)
    expect(ids).to.deep.equal([...ids].sort())
    expect(new Set(ids).size).to.equal(ids.length)
    expect(new Set(rules.map(({name}) => name)).size).to.equal(rules.length)
    expect(ids.filter(id => retired.includes(id))).to.deep.equal([])
  })
})

for (const rule of rules) {
  describe(`${rule.id} ${rule.name}`, () => {
    it('describes itself', () => describesItself(rule))
    it('fires on its bad example and is silent on its good one', () => {
      const {given, bad, good} = rule.examples
      expect(messagesOf(rule, join(given, bad))).to.not.deep.equal([])
      expect(messagesOf(rule, join(given, good))).to.deep.equal([])
    })
    for (const example of casesOf(rule)) {
      it(example.title, () => example.check(rule))
    }
    it('produces every message in some case, with all placeholders filled', () => {
      const seen = new Set<string>()
      for (const text of [join(rule.examples.given, rule.examples.bad), ...casesOf(rule).map(({yaml}) => yaml)]) {
        for (const message of messagesOf(rule, text)) seen.add(message)
      }
      const texts = [...seen]
      expect(texts.filter(text => /\{\w+\}/.test(text))).to.deep.equal([])
      for (const [id, template] of Object.entries(rule.messages as Record<string, string>)) {
        const pattern = new RegExp(
          `^${template
            .split(/\{\w+\}/)
            .map(escaped)
            .join('.*')}$`,
          's',
        )
        expect(
          texts.some(text => pattern.test(text)),
          `message ${id} is produced by no case`,
        ).to.equal(true)
      }
    })
    it('reads no kind that it does not declare', () => {
      // Whoever declares releases gets what manifests have of them, and a cluster is not asked for it.
      const ofFiles = KINDS.filter(({inFilesOnly}) => inFilesOnly === true).map(({kind}) => kind)
      const declared = new Set(kindsReadBy([rule]))
      if (declared.has('helm.toolkit.fluxcd.io/helmreleases')) for (const kind of ofFiles) declared.add(kind)
      const read = new Set<Kind>()
      for (const text of [
        join(rule.examples.given, rule.examples.bad),
        join(rule.examples.given, rule.examples.good),
      ]) {
        judge(rule, recording(viewOf(scene(text)), read), SCENE_NOW)
      }
      expect([...read].filter(kind => !declared.has(kind))).to.deep.equal([])
    })
    it('is skipped where nothing of what it judges could be read', () => {
      // What the client holds itself nobody can forbid.
      if (rule.each.of.length === 0) return
      const because = {reason: 'forbidden', detail: 'you may not look'} as const
      const none = Object.fromEntries(rule.each.of.map((kind: Kind) => [kind, because]))
      const {run, judged} = judge(rule, viewOf(scene(join(rule.examples.given, rule.examples.bad), {none})), SCENE_NOW)
      expect(run.outcome).to.equal('skipped')
      expect(judged).to.deep.equal([])
    })
    it('leaves the snapshot alone and does not care about the order of objects', () => {
      const snapshot = scene(join(rule.examples.given, rule.examples.bad))
      const shuffled = {...snapshot, objects: snapshot.objects.toReversed()}
      const frozen = deepFreeze(snapshot)
      const fingerprints = (of: typeof snapshot) =>
        judge(rule, viewOf(of), SCENE_NOW)
          .judged.map(({finding}) => [finding.fingerprint, finding.message])
          .sort()
      expect(fingerprints(frozen)).to.deep.equal(fingerprints(shuffled))
    })
  })
}

const describesItself = (rule: AnyRule): void => {
  expect(CATEGORIES[Number(rule.id[3]) - 1]?.split(' ')).to.include(categoryOf(rule))
  expect(rule.id).to.match(/^PKI\d{3}$/)
  expect(rule.name)
    .to.match(/^[a-z]+(\/[a-z]+(-[a-z]+)*)$/)
    .and.not.match(/\/(no|should)-(?!(approver|target-namespace)$)/)
  expect(rule.title.length).to.be.at.most(60)
  expect(rule.title)
    .to.match(/^[A-Z]/)
    .and.not.match(/\.$/)
  expect(rule.why).to.match(/\.$/)
  expect(rule.remediation).to.not.deep.equal([])
  for (const sentence of rule.remediation) expect(sentence).to.match(/^[A-Z].*\.$/s)
  for (const message of Object.values(rule.messages as Record<string, string>)) expect(message).to.not.match(/\.$/)
  expect(rule.since).to.match(/^\d+\.\d+\.\d+$/)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const judgedIn = (rule: AnyRule, yaml: string) => {
  const {run, judged} = judge(rule, viewOf(sceneOf(yaml)), SCENE_NOW)
  expect(run.error, `${rule.id} crashed`).to.equal(undefined)
  return judged
}

const messagesOf = (rule: AnyRule, yaml: string) => judgedIn(rule, yaml).map(({finding}) => finding.message)

/** A view that notes which kinds are looked at, in facts too. */
const recording = (view: View, read: Set<Kind>): View => {
  const facts = new Map<Fact<unknown>, unknown>()
  const noting: View = {
    snapshot: view.snapshot,
    list: (kind, namespace) => {
      read.add(kind)
      return view.list(kind, namespace)
    },
    find: ref => {
      read.add(ref.kind)
      return view.find(ref)
    },
    gaps: kind => view.gaps(kind),
    unread: kind => view.unread(kind),
    isClosed: (kind, namespace) => {
      read.add(kind)
      return view.isClosed(kind, namespace)
    },
    review: review => view.review(review),
    fact: fact => {
      if (!facts.has(fact)) facts.set(fact, fact.derive(fact.lasting ? objectsOf(noting) : noting))
      return facts.get(fact) as ReturnType<typeof fact.derive>
    },
    answered: more => recording(view.answered(more), read),
  }
  return noting
}

/** What a fact may look at that stays when the API server has answered more. */
const objectsOf = (view: View): View => {
  const refuse = (what: string): never => {
    throw new Error(`a lasting fact looks at ${what}`)
  }
  return {
    ...view,
    get snapshot() {
      return refuse('the whole snapshot')
    },
    review: () => refuse('a review'),
    fact: fact => (fact.lasting ? view.fact(fact) : refuse(fact.name)),
  }
}

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const child of Object.values(value)) deepFreeze(child)
  }
  return value
}
