import * as Args from '@oclif/core/args'
import {doctor} from '../app/doctor.ts'
import {doctorFacts} from '../app/doctor-defaults.ts'
import {doctorFlags} from '../cli/doctor-flags.ts'
import {ignoreFlag, readIgnores} from '../cli/ignore-file.ts'
import {momentFlag} from '../cli/moment.ts'
import {PkiCommand} from '../cli/pki-command.ts'
import {chosenRules} from '../cli/rule-choice.ts'
import {sourceChoice} from '../cli/source-choice.ts'
import {outputFlags, sourceFlags} from '../cli/source-flags.ts'
import {exitCodeOf} from '../core/doctor/report.ts'
import {given} from '../core/given.ts'
import {isForPeople, reportFormats} from '../render/index.ts'
import {sayRules} from '../render/say/rules.ts'
import {sayHeader, saySummary} from '../render/say/summary.ts'
import {probe, sourceOf} from '../wiring.ts'

export default class Doctor extends PkiCommand {
  static override summary = 'Find what is wrong with the trust layer, why, and how to mend it'
  static override description =
    `Looks at a live cluster, a saved snapshot or manifests, and reports each problem with its cause, its fix and what hangs on it.
What could not be looked at is said and never counted as healthy.

Exit code: 0 fine, 1 findings at or above --fail-on, 2 bad usage, 3 could not look, 5 timed out, 70 our mistake.`
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor approval PKI602 -n shop',
    '<%= config.bin %> doctor -f ./clusters/prod --complete --fail-on warning -o json',
    '<%= config.bin %> doctor --snapshot prod.snapshot.json',
  ]
  static override strict = false
  static override args = {
    rules: Args.string({
      name: 'CATEGORY|RULE',
      description: 'categories, rule ids or rule names; all where none is given',
    }),
  }
  static override flags = {...sourceFlags, ...outputFlags, ...doctorFlags}

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Doctor)
    const rules = await chosenRules([...(argv as string[]), ...(flags.category ?? [])])
    if (flags['list-rules']) return this.answer(sayRules(rules, this.terminal(flags)))
    const ignores = [...(await readIgnores(flags.config)), ...(flags.ignore ?? []).map(ignoreFlag)]
    const choice = sourceChoice(flags)
    const {done, ...read} = this.reading(flags)
    const options = {
      rules,
      ignores,
      ...doctorFacts,
      ...given({namespaces: choice.namespaces, now: momentFlag(flags.now), probe: flags.probe ? probe : undefined}),
    }
    const report = await doctor(await sourceOf(choice), options, read).finally(done)
    if (isForPeople(flags.output)) this.tell(sayHeader(report, this.elapsed()))
    this.answer(reportFormats[flags.output](report, this.terminal(flags)))
    this.tell(saySummary(report, this.terminal(flags)))
    process.exitCode = exitCodeOf(report, {failOn: flags['fail-on'], strict: flags.strict})
  }
}
