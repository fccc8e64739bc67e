import {createHash} from 'node:crypto'
import type {Unknown} from '../knowing.ts'
import {kindInfo} from '../kube/kind.ts'
import {formatPath, type KubeObject, text} from '../kube/object.ts'
import type {ExposedFile} from '../kube/snapshot.ts'
import type {Fact, Gap, View} from '../kube/view.ts'
import type {Doubt, Finding, RuleRun, Subject} from './report.ts'
import type {AnyRule, Facts, Remark, Remedy, Stage} from './rule.ts'

/** A finding together with what the engine still needs to know of it. */
export interface Judged {
  readonly finding: Finding
  readonly object: KubeObject | null
  readonly rule: AnyRule
  readonly waitsFor?: Stage
  readonly breaks: readonly Stage[]
  /** Namespaces of other objects that it is about. */
  readonly concerns: readonly string[]
}

export interface Judgement {
  readonly run: RuleRun
  readonly judged: readonly Judged[]
  readonly doubts: readonly Doubt[]
}

/**
 * Runs one rule over a view. A fact that is unknown makes the outcome `skipped`, never "fine"; an exception makes it
 * `crashed`, and what the rule said until then is kept.
 */
export const judge = (rule: AnyRule, view: View, now: Date): Judgement => {
  try {
    return judgeAll(rule, view, now)
  } catch (cause) {
    return judgement(rule, 'crashed', {error: describe(cause)})
  }
}

const judgeAll = (rule: AnyRule, view: View, now: Date): Judgement => {
  const subjects = view.fact(rule.each as Fact<readonly unknown[]>)
  if (!subjects.known) return judgement(rule, 'skipped', {notLookedAt: gapsOf(rule.each, view, subjects.because)})
  const unseen = rule.each.of.flatMap(kind => [...view.gaps(kind), ...view.unread(kind)])
  const notLookedAt = [...unseen, ...gapsBeside(rule, view)]
  if (subjects.value.length === 0) return judgement(rule, 'not-applicable', {notLookedAt})
  const known: Record<string, unknown> = {}
  for (const [name, fact] of Object.entries((rule.needs ?? {}) as Facts)) {
    const reading = view.fact(fact)
    if (!reading.known) return judgement(rule, 'skipped', {notLookedAt: gapsOf(fact, view, reading.because)})
    known[name] = reading.value
  }
  return judgeEach(rule, subjects.value, known, {now, notLookedAt, view})
}

/** One subject that makes the rule fail does not cost the others their judgement. */
const judgeEach = (
  rule: AnyRule,
  subjects: readonly unknown[],
  known: Record<string, unknown>,
  {now, notLookedAt, view}: {now: Date; notLookedAt: readonly Gap[]; view: View},
): Judgement => {
  const judged: Judged[] = []
  const doubts: Doubt[] = []
  let error: string | undefined
  for (const subject of subjects) {
    try {
      for (const remark of rule.check(subject, known, {now})) {
        const unsure = 'unsure' in remark ? remark.unsure : unseenProof(rule, remark, view)
        if (unsure !== undefined) doubts.push({rule: rule.id, ...placeOf(remark), because: unsure})
        else if (!('unsure' in remark)) judged.push(judgedOf(rule, remark))
      }
    } catch (cause) {
      error ??= describe(cause)
    }
  }
  const outcome = error === undefined ? 'judged' : 'crashed'
  const run = {checked: subjects.length, notLookedAt, ...(error !== undefined && {error})}
  return {...judgement(rule, outcome, run), judged, doubts}
}

const judgement = (rule: AnyRule, outcome: RuleRun['outcome'], rest: Partial<RuleRun>): Judgement => ({
  run: {rule: rule.id, outcome, checked: 0, suppressed: 0, notLookedAt: [], ...rest},
  judged: [],
  doubts: [],
})

/**
 * What was refused, failed or left out of the kinds that a rule looks at beside those that it judges: what hangs on them may
 * be lost. Manifests leave out much of a cluster by their nature; there it is the business of each rule.
 */
const gapsBeside = (rule: AnyRule, view: View): readonly Gap[] => {
  const needs = Object.values((rule.needs ?? {}) as Facts).flatMap(fact => [...fact.of, ...fact.reads])
  const beside = new Set([...rule.each.reads, ...needs])
  for (const kind of rule.each.of) beside.delete(kind)
  return [...beside].flatMap(kind => view.gaps(kind)).filter(({because}) => because.reason !== 'undeclared')
}

/** Why what would disprove a remark may stand where nobody looked. */
const unseenProof = ({disprovedBy = []}: AnyRule, {at}: Pick<Remark, 'at'>, view: View): Unknown | undefined => {
  const namespace = isObject(at) ? at.ref.namespace : undefined
  return disprovedBy
    .flatMap(kind => {
      const isSeen = namespace !== undefined && kindInfo(kind).namespaced && view.list(kind, namespace).known
      return isSeen ? [] : view.gaps(kind)
    })
    .map(({because}) => because)
    .find(({reason}) => reason !== 'undeclared')
}

/** Why a fact is not known: what of its kinds was not looked at, else the reason that it gave itself. */
const gapsOf = (fact: Fact<unknown>, view: View, because: Unknown): readonly Gap[] => {
  const gaps = fact.of.flatMap(kind => view.gaps(kind))
  return gaps.length > 0 ? gaps : fact.of.slice(0, 1).map(kind => ({kind, because}))
}

const describe = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)

const NOBODY: readonly KubeObject[] = []

const judgedOf = (rule: AnyRule, remark: Exclude<Remark, {unsure: unknown}>): Judged => {
  const message = fill((rule.messages as Record<string, string>)[remark.problem] ?? '', remark.data ?? {})
  const place = placeOf(remark)
  const waitsFor = remark.waitsFor ?? rule.waitsFor
  return {
    rule,
    object: isObject(remark.at) ? remark.at : null,
    breaks: remark.breaks ?? rule.breaks ?? [],
    concerns: (remark.concerns ?? NOBODY).flatMap(({ref: {namespace}}) => namespace ?? []),
    ...(waitsFor !== undefined && {waitsFor}),
    finding: {
      rule: rule.id,
      name: rule.name,
      severity: remark.severity ?? rule.severity,
      title: rule.title,
      ...place,
      message,
      ...(remark.expected !== undefined && {expected: remark.expected}),
      ...(remark.found !== undefined && {found: remark.found}),
      remedy: remark.remedy ?? rule.remediation.map((say: string): Remedy => ({say})),
      at: lineOf(remark),
      fingerprint: fingerprint(rule.id, place, remark.problem, isObject(remark.at) ? '' : remark.at.file),
      causedBy: [],
    },
  }
}

const isObject = (at: KubeObject | ExposedFile): at is KubeObject => 'ref' in at

const placeOf = ({at, path}: Pick<Remark, 'at' | 'path'>): {subject: Subject | null; path: string} =>
  isObject(at) ? {subject: subjectOf(at), path: formatPath(path)} : {subject: null, path: ''}

export const subjectOf = ({ref, body}: KubeObject): Subject => {
  const info = kindInfo(ref.kind)
  const group = ref.kind.slice(0, ref.kind.indexOf('/'))
  const version = info.versions[0] ?? 'v1'
  return {
    apiVersion: text(body, 'apiVersion') ?? (group === 'core' ? version : `${group}/${version}`),
    kind: info.manifestKind,
    ...(ref.namespace !== undefined && {namespace: ref.namespace}),
    name: ref.name,
  }
}

/** The line of the field, or of its nearest ancestor that has one. */
const lineOf = ({at, path}: Pick<Remark, 'at' | 'path'>): {file: string; line: number} | null => {
  if (!isObject(at)) return {file: at.file, line: at.line}
  if (at.origin.from !== 'file') return null
  for (let length = path.length; length >= 0; length -= 1) {
    const line = at.origin.lines[formatPath(path.slice(0, length))]
    if (line !== undefined) return {file: at.origin.file, line}
  }
  return {file: at.origin.file, line: 1}
}

const fingerprint = (
  rule: string,
  {subject, path}: {subject: Subject | null; path: string},
  problem: string,
  file: string,
): string => {
  const group = subject?.apiVersion.includes('/') ? subject.apiVersion.split('/')[0] : ''
  const identity = [rule, group, subject?.kind, subject?.namespace, subject?.name, path, problem, file]
  return createHash('sha256')
    .update(JSON.stringify(identity.map(part => part ?? '')))
    .digest('hex')
    .slice(0, 16)
}

/** Fills `{name}`; a name without a value stays as it stands, so that a test can see it. */
export const fill = (template: string, data: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(data, name) ? String(data[name]) : whole))
