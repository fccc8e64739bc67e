import * as Args from '@oclif/core/args'
import {COMPLETION_SCRIPTS} from '../cli/completion/scripts.ts'
import {PkiCommand} from '../cli/pki-command.ts'

const SHELLS = ['bash', 'zsh', 'fish', 'kubectl'] as const

export default class Completion extends PkiCommand {
  static override summary = 'Print a script that completes commands, flags and names for a shell, or for kubectl itself'
  static override description =
    `The scripts of the shells complete kubectl-pki and talosctl-pki. For \`kubectl pki\`, kubectl asks a program called
kubectl_complete-pki: put it on your PATH, beside kubectl's own completion. Names of the cluster are offered where it answers within 300 ms.`
  static override examples = [
    {
      description: 'For kubectl pki, with kubectl 1.26 or later',
      command:
        'kubectl-pki completion kubectl > ~/.local/bin/kubectl_complete-pki && chmod +x ~/.local/bin/kubectl_complete-pki',
    },
    {description: 'For bash, in ~/.bashrc', command: 'source <(kubectl-pki completion bash)'},
    {description: 'For zsh, in ~/.zshrc after compinit', command: 'source <(kubectl-pki completion zsh)'},
    {
      description: 'For fish',
      command: 'kubectl-pki completion fish > ~/.config/fish/completions/kubectl-pki.fish',
    },
  ]
  static override args = {
    shell: Args.string({
      ignoreStdin: true,
      name: 'SHELL',
      required: true,
      options: [...SHELLS],
      description: 'who shall complete',
    }),
  }

  async run(): Promise<void> {
    const {args} = await this.parse(Completion)
    this.answer(COMPLETION_SCRIPTS[args.shell as (typeof SHELLS)[number]])
  }
}
