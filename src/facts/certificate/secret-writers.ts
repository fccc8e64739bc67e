import {timeOf} from '../../core/kube/condition.ts'
import {type KubeObject, list, text, texts} from '../../core/kube/object.ts'

/** Who wrote to a Secret, by its managed fields as the door leaves them. */
export interface SecretWriter {
  readonly manager: string
  /** Server-side apply: it claims the fields and writes them again each time. */
  readonly isApply: boolean
  /** Epoch milliseconds of its last write. */
  readonly time?: number
  /** The data keys that are its own now. Whoever applies with force takes them away from the others. */
  readonly data: readonly string[]
}

/** The writers of a Secret; none where they are not known, as in manifests. */
export const writersOf = ({body}: KubeObject): readonly SecretWriter[] =>
  list(body, 'metadata', 'managedFields').map(entry => {
    const time = timeOf(text(entry, 'time'))
    return {
      manager: text(entry, 'manager') ?? '',
      isApply: text(entry, 'operation') === 'Apply',
      data: texts(entry, 'data'),
      ...(time !== undefined && {time}),
    }
  })

/** cert-manager's controllers write as `cert-manager-<controller>`; older ones, and cainjector, as the name of their program. */
export const isCertManager = ({manager}: SecretWriter): boolean =>
  /^(?:cert-manager|controller$|cainjector)/.test(manager)

/** People, and tools that write what stands in a repository: none of them renews a certificate. */
const HANDS =
  /^(?:kubectl|helm|kustomize-controller|argocd|flux|terraform|hashicorp|pulumi|kapp|lens|k9s|headlamp|rancher|velero|ansible|openapi-generator|sealed-?secrets|mozilla|node-fetch|dashboard)/i

/**
 * Whether nobody but people and tools that repeat a repository has written its certificate. False where a program did that may
 * renew it, which operators with a CA of their own do, some of them only a day before the end.
 */
export const isWrittenByHand = (writers: readonly SecretWriter[]): boolean =>
  writers.every(({manager, data}) => data.length === 0 || HANDS.test(manager))

/** Controllers that write again and again what stands in a repository, though not by server-side apply. */
const REPEATING = /^(?:argocd|kustomize-controller|helm-controller|flux|rancher|fleet|kapp|kubectl-client-side-apply)/i

/** Whether it writes more than once: by its way of writing, or by its name. */
export const isRepeated = ({manager, isApply}: SecretWriter): boolean => isApply || REPEATING.test(manager)
