import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {doctorFacts} from '../../app/doctor-defaults.ts'
import {saveSnapshot} from '../../app/save-snapshot.ts'
import {PkiCommand} from '../../cli/pki-command.ts'
import {sourceChoice} from '../../cli/source-choice.ts'
import {outputFlags, sourceFlags} from '../../cli/source-flags.ts'
import {count} from '../../render/say/not-looked-at.ts'
import {catalogue, snapshotSink, sourceOf} from '../../wiring.ts'

export default class SnapshotSave extends PkiCommand {
  static override summary = 'Save everything that doctor reads to a file, without any private key'
  static override description =
    `Private keys are reduced to the hash of their public half, and the values of Secrets are left out.
Every reading command replays the file with --snapshot FILE.`
  static override usage = 'snapshot save FILE [--no-secrets] [--force] [FLAGS]'
  static override examples = [
    '<%= config.bin %> snapshot save prod.snapshot.json',
    '<%= config.bin %> snapshot save prod.json.gz --no-secrets',
  ]
  static override args = {
    file: Args.string({
      ignoreStdin: true,
      name: 'FILE',
      required: true,
      description: 'where to; .gz is compressed, - is standard output',
    }),
  }
  static override flags = {
    ...sourceFlags,
    ...outputFlags,
    force: Flags.boolean({summary: 'replace a file that is there'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SnapshotSave)
    const rules = await catalogue()
    const {done, ...read} = this.reading(flags)
    const sink = await snapshotSink(args.file, {force: flags.force})
    const saved = await saveSnapshot(await sourceOf(sourceChoice(flags)), sink, {rules, ...doctorFacts}, read).finally(
      done,
    )
    const missed = saved.coverage.filter(({world}) => world === 'none').length
    const gaps = missed === 0 ? '' : `, ${count(missed, 'part')} of the cluster could not be read`
    this.tell(
      `saved ${count(saved.objects.length, 'object')} of ${saved.label} as of ${saved.takenAt} to ${args.file}${gaps}`,
    )
  }
}
