/** Exit codes, as every `--help` prints them. */
export const EXIT = {
  fine: 0,
  findings: 1,
  usage: 2,
  couldNotLook: 3,
  refused: 4,
  timedOut: 5,
  interrupted: 130,
  bug: 70,
} as const

/**
 * Everything that can go wrong for a user, apart from findings: what went wrong in one sentence, and the way out.
 * The sentence names the file, object or flag; it never holds a secret or a stack trace.
 */
const CATALOGUE = {
  E_USAGE: {exit: EXIT.usage, fix: 'See `kubectl pki {command} --help`.'},
  E_RULE_UNKNOWN: {exit: EXIT.usage, fix: 'List what there is with `kubectl pki doctor --list-rules`.'},
  E_CONFIG_INVALID: {exit: EXIT.usage, fix: 'Mend the file, or leave it out with `--config ""`.'},
  E_KUBECONFIG_MISSING: {
    exit: EXIT.couldNotLook,
    fix: 'Name one with `--kubeconfig`, or look at manifests with `-f` or at a saved snapshot with `--snapshot`.',
  },
  E_KUBECONFIG_INVALID: {exit: EXIT.couldNotLook, fix: 'Check it with `kubectl config view`.'},
  E_TALOSCONFIG_MISSING: {
    exit: EXIT.couldNotLook,
    fix: 'Name one with `--talosconfig` or $TALOSCONFIG, or write it with `talosctl config`.',
  },
  E_TALOSCONFIG_INVALID: {exit: EXIT.couldNotLook, fix: 'Check it with `talosctl config info`.'},
  E_CONTEXT_UNKNOWN: {exit: EXIT.usage, fix: 'List them with `kubectl config get-contexts`.'},
  E_CREDENTIALS: {exit: EXIT.couldNotLook, fix: 'Log in again, then try `kubectl get namespaces`.'},
  E_CLUSTER_UNREACHABLE: {exit: EXIT.couldNotLook, fix: 'Check the address and the network with `kubectl version`.'},
  E_CLUSTER_UNTRUSTED: {
    exit: EXIT.couldNotLook,
    fix: 'Give the CA that signed the certificate of the API server with `--certificate-authority`.',
  },
  E_UNAUTHORIZED: {
    exit: EXIT.couldNotLook,
    fix: 'The credentials were refused: log in again, or choose another `--context`.',
  },
  E_ANSWER_UNREADABLE: {
    exit: EXIT.couldNotLook,
    fix: 'See whether something stands between you and the API server, such as a proxy.',
  },
  E_TIMEOUT: {exit: EXIT.timedOut, fix: 'Give it longer with `--timeout`, or look at less with `-n`.'},
  E_FILE_MISSING: {exit: EXIT.usage, fix: 'Check the path.'},
  E_FILE_UNREADABLE: {exit: EXIT.usage, fix: 'Check the permissions of the file.'},
  E_FILE_TOO_LARGE: {exit: EXIT.usage, fix: 'Split the file, or name the directory that it was made from.'},
  E_NO_MANIFESTS: {exit: EXIT.usage, fix: 'Name a directory that holds Kubernetes manifests.'},
  E_KUSTOMIZE: {exit: EXIT.usage, fix: 'Try `kubectl kustomize DIR`; `kubectl` or `kustomize` must be on PATH.'},
  E_SNAPSHOT_INVALID: {exit: EXIT.usage, fix: 'Make a new one with `kubectl pki snapshot save FILE`.'},
  E_SNAPSHOT_NEWER: {exit: EXIT.usage, fix: 'Read it with a newer kubectl-pki, or make a new one with this one.'},
  E_FILE_EXISTS: {exit: EXIT.usage, fix: 'Choose another name, or replace the file with `--force`.'},
  E_BUG: {exit: EXIT.bug, fix: 'This is our mistake: please report it with the output of the same command and `-v 4`.'},
} as const satisfies Record<string, {exit: number; fix: string}>

export type ErrorCode = keyof typeof CATALOGUE

/** The codes with their exit codes and ways out, for the generated table. */
export const errorCatalogue: Readonly<Record<ErrorCode, {readonly exit: number; readonly fix: string}>> = CATALOGUE

/** An error for a person: `message` is one sentence without a full stop; `fix` says how to get out. */
export class PkiError extends Error {
  readonly code: ErrorCode
  readonly exit: number
  readonly fix: string

  constructor(code: ErrorCode, message: string, options: {readonly fix?: string; readonly cause?: unknown} = {}) {
    super(message, {cause: options.cause})
    this.name = 'PkiError'
    this.code = code
    this.exit = CATALOGUE[code].exit
    this.fix = options.fix ?? CATALOGUE[code].fix
  }
}
