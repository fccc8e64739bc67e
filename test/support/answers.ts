import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import type {Answer, Answers} from '../../src/core/doctor/answer.ts'
import {examine} from '../../src/core/doctor/engine.ts'
import type {Report} from '../../src/core/doctor/report.ts'
import {viewOf} from '../../src/core/kube/view.ts'
import {expiries} from '../../src/facts/certificate/expiries.ts'
import {trustGraph} from '../../src/facts/trust/trust-graph.ts'
import {rules} from '../../src/rules/index.ts'
import {SCENE_NOW} from './placeholders.ts'
import {type SceneOptions, scene} from './scene.ts'

/** What doctor says about a scene, with everything that any format shows. */
export const answerOf = (yaml: string, options: SceneOptions = {}): Answer => {
  const view = viewOf(scene(yaml, options))
  const report = examine(view, {rules, now: SCENE_NOW, ...doctorFacts})
  return {report, rules, expiries: view.fact(expiries), graph: view.fact(trustGraph)}
}

/** The only answer of a run. */
export const answersOf = (answer: Answer, more: Partial<Answers> = {}): Answers => ({
  several: false,
  answers: [answer],
  unanswered: [],
  version: '1.2.3',
  failOn: 'error',
  ...more,
})

/** An answer with another report. */
export const withReport = (answer: Answer, change: Partial<Report>): Answer => ({
  ...answer,
  report: {...answer.report, ...change},
})

/** The bad examples of all rules in one scene: a report with everything in it. */
export const EVERYTHING = rules
  .map(({examples: {given, bad}}) => [given, bad].filter(part => part !== undefined).join('\n---'))
  .join('\n---\n')

/** Text that deceives terminals and readers, breaks out of quotes, tags and label values, and is no valid UTF-16. */
export const HOSTILE = '\u001b[31m\u202e"\'<b>&]]>{}\\\u0000\u0007\nx\ufffe\ud800`$(touch /tmp/x)'
