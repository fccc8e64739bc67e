// Judges one saved snapshot and prints what each part of that took, as JSON. usage: node bench/measure-doctor.ts FILE
import {doctorFacts} from '../src/app/doctor-defaults.ts'
import {tuneEngine} from '../src/cli/tune-engine.ts'
import {examine} from '../src/core/doctor/engine.ts'
import type {AnyRule} from '../src/core/doctor/rule.ts'
import {type Fact, type View, viewOf} from '../src/core/kube/view.ts'
import {reportFormats} from '../src/render/index.ts'
import {rules} from '../src/rules/index.ts'
import {saved} from '../src/sources/saved/saved.ts'
import {type Spent, Stopwatch} from './stopwatch.ts'

export interface Measured {
  /** By part: `read`, `fact <name>`, `rule <id>`, `causes`, `render`. */
  readonly parts: Readonly<Record<string, Spent>>
  /** Of the whole process, in MB. */
  readonly peak: number
  readonly findings: number
  /** Findings that are the consequence of another. */
  readonly linked: number
}

/** The view, with every fact charged to itself; when the graph of causes is asked for, the rules are done. */
const watchedView = (view: View, watch: Stopwatch): View => {
  const fact = view.fact.bind(view)
  // What is derived is only looked up, some 100,000 times: asking the clock for that would be what is measured.
  const derived = new Set<Fact<unknown>>()
  // Facts ask the view that they are derived from, so that it has to be this one.
  return Object.assign(view, {
    fact: <T>(wanted: Fact<T>) => {
      if (wanted === (doctorFacts.dependencies as Fact<unknown>)) watch.turnTo('causes')
      if (derived.has(wanted)) return fact(wanted)
      derived.add(wanted)
      return watch.within(`fact ${wanted.name}`, () => fact(wanted))
    },
  })
}

/** The engine looks at `each` first: from there on it is this rule that works. */
const watchedRule = (rule: AnyRule, watch: Stopwatch): AnyRule => ({
  ...rule,
  get each() {
    watch.turnTo(`rule ${rule.id}`)
    return rule.each
  },
})

const measure = async (file: string): Promise<Measured> => {
  tuneEngine()
  const watch = new Stopwatch('read')
  const snapshot = await saved(file).read({kinds: []})
  watch.turnTo('causes')
  const watched = rules.map(rule => watchedRule(rule, watch))
  const now = new Date(snapshot.takenAt)
  const report = examine(watchedView(viewOf(snapshot), watch), {rules: watched, now, ...doctorFacts})
  watch.turnTo('render')
  reportFormats.text.draw(
    {several: false, answers: [{report, rules}], unanswered: [], version: '0.0.0', failOn: 'error'},
    {width: 100, color: false, unicode: true},
  )
  return {
    parts: Object.fromEntries(watch.parts()),
    peak: process.resourceUsage().maxRSS / 1024,
    findings: report.findings.length,
    linked: report.findings.filter(({causedBy}) => causedBy.length > 0).length,
  }
}

process.stdout.write(JSON.stringify(await measure(process.argv[2] ?? '')))
