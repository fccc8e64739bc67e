import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {doctorFacts} from '../app/doctor-defaults.ts'
import {doctorPlan} from '../app/read-for-doctor.ts'
import {PkiCommand} from '../cli/pki-command.ts'
import {INSPECTED} from '../core/inspect/kind-names.ts'
import {bindingFor, leastClusterRole} from '../core/rbac/least-role.ts'
import {manifestLines} from '../render/paste.ts'
import {catalogue} from '../wiring.ts'

export default class Rbac extends PkiCommand {
  static override summary = 'Print the least ClusterRole that a command needs, as YAML'
  static override examples = [
    '<%= config.bin %> rbac doctor | kubectl apply -f -',
    '<%= config.bin %> rbac doctor --for monitoring/pki-doctor',
    '<%= config.bin %> rbac doctor --no-secrets --for group:oncall',
    '<%= config.bin %> rbac inspect --for jane',
  ]
  static override args = {
    command: Args.string({
      ignoreStdin: true,
      name: 'COMMAND',
      required: true,
      options: ['doctor', 'inspect'],
      description: 'the command that somebody shall be able to run',
    }),
  }
  static override flags = {
    for: Flags.string({
      helpValue: 'WHO',
      summary: 'add the binding for a USER, a group:GROUP, or a NAMESPACE/SERVICEACCOUNT',
    }),
    secrets: Flags.boolean({allowNo: true, default: true, summary: 'with --no-secrets, for runs with --no-secrets'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Rbac)
    const rules = await catalogue()
    const inspects = args.command === 'inspect'
    const kinds = [...new Set([...doctorPlan({rules, ...doctorFacts}).kinds, ...(inspects ? INSPECTED : [])])]
    const name = `kubectl-pki:${args.command}`
    const wanted = kinds.filter(kind => flags.secrets || kind !== 'core/secrets')
    const objects = [
      leastClusterRole(name, {kinds: wanted, gets: inspects, reviews: true}),
      ...(flags.for === undefined ? [] : [bindingFor(name, flags.for)]),
    ]
    this.answer(`${objects.map(object => manifestLines(object).join('\n')).join('\n---\n')}\n`)
  }
}
