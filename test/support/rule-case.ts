import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {judge} from '../../src/core/doctor/judge.ts'
import type {AnyRule} from '../../src/core/doctor/rule.ts'
import type {Unknown} from '../../src/core/knowing.ts'
import type {Kind} from '../../src/core/kube/kind.ts'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import {viewOf} from '../../src/core/kube/view.ts'
import {SCENE_NOW} from './placeholders.ts'
import {scene} from './scene.ts'

const ROOT = join(import.meta.dirname, '..', 'rules')

/** One case of a rule: a YAML file that says on which lines the rule must speak. */
export interface RuleCase {
  readonly title: string
  readonly yaml: string
  check(rule: AnyRule): void
}

/**
 * The cases of a rule: `test/rules/<category>/<name>/*.yaml`. A comment `# PKI302 unbound` marks the line of the field that a
 * finding with that message must point at, `# PKI302?` one that must stay a doubt, `# nowhere: PKI801 absent` a finding on an
 * object that is in no file. Comments at the top set the scene: `# world: open`, `# forbidden: core/secrets core/namespaces`.
 */
export const casesOf = (rule: AnyRule): readonly RuleCase[] => {
  const folder = join(ROOT, rule.name)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => caseOf(readFileSync(join(folder, file), 'utf8'), file))
}

const caseOf = (yaml: string, file: string): RuleCase => ({
  title: file.replace(/\.yaml$/, '').replaceAll('-', ' '),
  yaml,
  check: rule => {
    const {run, judged, doubts} = judge(rule, viewOf(sceneOf(yaml)), SCENE_NOW)
    expect(run.error).to.equal(undefined)
    const problems = judged.map(({finding}) => `${finding.at?.line}: ${problemOf(rule, finding.message)}`)
    expect(problems.sort()).to.deep.equal(marksOf(yaml, rule.id).toSorted())
    expect(doubts.length > 0).to.equal(new RegExp(`# ${rule.id}\\?`).test(yaml))
  },
})

/** The scene of a case, with what the comments at its top say. */
export const sceneOf = (yaml: string): Snapshot => {
  const header = (name: string) => new RegExp(`^# ${name}: (.*)$`, 'm').exec(yaml)?.[1]
  const because: Unknown = {reason: 'forbidden', detail: 'you may not look'}
  const none = Object.fromEntries((header('forbidden')?.split(' ') ?? []).map(kind => [kind as Kind, because]))
  return scene(yaml, {world: header('world') === 'open' ? 'open' : 'closed', none})
}

const marksOf = (yaml: string, id: string): readonly string[] =>
  yaml.split('\n').flatMap((line, index) => {
    const nowhere = new RegExp(`^# nowhere: ${id} ([a-zA-Z-]+)$`).exec(line)
    if (nowhere !== null) return [`undefined: ${nowhere[1]}`]
    const marks = [...line.matchAll(new RegExp(`# ${id} ([a-zA-Z-]+)`, 'g'))]
    return marks.map(([, problem]) => `${index + 1}: ${problem}`)
  })

/** The id of the message that a text was made from. */
const problemOf = (rule: AnyRule, message: string): string => {
  const found = Object.entries(rule.messages as Record<string, string>).find(([, template]) =>
    new RegExp(
      `^${template
        .split(/\{\w+\}/)
        .map(escaped)
        .join('.*')}$`,
      's',
    ).test(message),
  )
  return found?.[0] ?? message
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
