import * as Args from '@oclif/core/args'
import {PkiCommand} from '../cli/pki-command.ts'
import {chosenRules} from '../cli/rule-choice.ts'
import {outputFlags} from '../cli/source-flags.ts'
import {sayRulePage} from '../render/say/rule-page.ts'

export default class Explain extends PkiCommand {
  static override summary = "Show a rule's page: what it finds, why it matters, how to mend it, examples"
  static override examples = ['<%= config.bin %> explain PKI302', '<%= config.bin %> explain approval/policy-unbound']
  static override args = {
    rule: Args.string({
      ignoreStdin: true,
      name: 'RULE',
      required: true,
      description: 'id or name of a rule, or a category',
    }),
  }
  static override flags = {'no-color': outputFlags['no-color']}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Explain)
    const rules = await chosenRules([args.rule])
    this.answer(rules.map(rule => sayRulePage(rule, this.terminal(flags))).join('\n\n'))
  }
}
