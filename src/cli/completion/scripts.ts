import {BASH_SCRIPT} from './bash-script.ts'
import {FISH_SCRIPT} from './fish-script.ts'
import {ZSH_SCRIPT} from './zsh-script.ts'

/**
 * kubectl runs what is called `kubectl_complete-pki` on PATH with the words behind `pki` (from 1.26 on).
 * Source: k8s.io/kubectl, pkg/cmd/plugin/plugin_completion.go.
 */
const KUBECTL_SCRIPT = `#!/bin/sh
# What kubectl asks for the words behind "kubectl pki". Its name must be kubectl_complete-pki, and it must be executable and on PATH.
exec kubectl-pki __complete "$@"
`

/** What `completion` prints, by the shell. */
export const COMPLETION_SCRIPTS = {
  bash: BASH_SCRIPT,
  zsh: ZSH_SCRIPT,
  fish: FISH_SCRIPT,
  kubectl: KUBECTL_SCRIPT,
} as const
