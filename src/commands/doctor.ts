import * as Args from '@oclif/core/args'
import {consultAll} from '../app/consult-all.ts'
import {doctorFacts} from '../app/doctor-defaults.ts'
import {watchDoctor} from '../app/watch-doctor.ts'
import {chosenSources} from '../cli/chosen-sources.ts'
import {doctorFlags, everyOf, judgingOf} from '../cli/doctor-flags.ts'
import {interrupted} from '../cli/interrupt.ts'
import {PkiCommand} from '../cli/pki-command.ts'
import {chosenRules} from '../cli/rule-choice.ts'
import {outputFlags, sourceFlags} from '../cli/source-flags.ts'
import {tellRounds} from '../cli/watch-teller.ts'
import {exitCodeOfAll} from '../core/doctor/answer.ts'
import {reportFormats} from '../render/index.ts'
import {sayRules} from '../render/say/rules.ts'
import {sayHeaders, saySummaries} from '../render/say/summary.ts'

export default class Doctor extends PkiCommand {
  static override summary = 'Find what is wrong with the trust layer, why, and how to mend it'
  static override description =
    `Looks at a live cluster, a saved snapshot or manifests, and reports each problem with its cause, its fix and what hangs on it.
What could not be looked at is said and never counted as healthy.

Exit code: 0 fine, 1 findings at or above --fail-on, 2 bad usage, 3 could not look, 5 timed out, 70 our mistake, 130 Ctrl-C.`
  static override usage = 'doctor [CATEGORY|RULE...] [-n NAME] [-f PATH | --snapshot FILE] [-o FORMAT] [FLAGS]'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor approval PKI602 -n shop --watch',
    '<%= config.bin %> doctor -f ./clusters/prod --complete --fail-on warning -o json',
    '<%= config.bin %> doctor --snapshot prod.snapshot.json',
  ]
  static override strict = false
  static override args = {
    rules: Args.string({
      ignoreStdin: true,
      name: 'CATEGORY|RULE',
      description: 'categories, rule ids or rule names; all where none is given',
    }),
  }
  static override flags = {...sourceFlags, ...outputFlags, ...doctorFlags}

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Doctor)
    const rules = await chosenRules([...(argv as string[]), ...(flags.category ?? [])])
    if (flags['list-rules']) return this.answer(sayRules(rules, this.terminal(flags)))
    const format = reportFormats[flags.output]
    const options = {rules, shows: format.shows, ...doctorFacts, ...(await judgingOf(flags))}
    const sources = await chosenSources(flags)
    if (flags.watch) {
      const how = {...options, signal: interrupted, everyMs: everyOf(flags), reading: () => this.reading(flags)}
      return tellRounds(watchDoctor(sources, how), {...this.voice(flags), ...flags, version: this.config.version})
    }
    const {done, ...read} = this.reading(flags)
    const found = await consultAll(sources, options, read).finally(done)
    const answers = {...found, version: this.config.version, failOn: flags['fail-on']}
    if (format.isForPeople) this.tell(sayHeaders(answers, this.elapsed()))
    this.answer(format.draw(answers, this.terminal(flags)))
    this.tell(saySummaries(answers, this.terminal(flags)))
    process.exitCode = exitCodeOfAll(answers, {strict: flags.strict})
  }
}
