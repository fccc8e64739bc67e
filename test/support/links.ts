import {examine} from '../../src/core/doctor/engine.ts'
import type {Finding, Report} from '../../src/core/doctor/report.ts'
import {viewOf} from '../../src/core/kube/view.ts'
import {dependencies} from '../../src/facts/dependencies/index.ts'
import {rules} from '../../src/rules/index.ts'
import {SCENE_NOW} from './placeholders.ts'
import {type SceneOptions, scene} from './scene.ts'

/** What all rules say about a scene. */
export const reportOn = (yaml: string, options: SceneOptions = {}): Report =>
  examine(viewOf(scene(yaml, options)), {rules, dependencies, now: options.now ?? SCENE_NOW})

const shown = ({rule, subject}: Finding): string =>
  `${rule} ${[subject?.namespace, subject?.name].filter(part => part !== undefined).join('/')}`

/** Every finding of a report with what it is caused by: `PKI501 csr-a -> PKI508 ns/approver`; roots without an arrow. */
export const linksOf = ({findings}: Report): readonly string[] => {
  const byFingerprint = new Map(findings.map(finding => [finding.fingerprint, shown(finding)]))
  return findings
    .map(finding => {
      const causes = finding.causedBy.map(cause => byFingerprint.get(cause) ?? cause)
      return causes.length === 0 ? shown(finding) : `${shown(finding)} -> ${causes.sort().join(' + ')}`
    })
    .sort()
}
