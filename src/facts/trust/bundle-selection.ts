import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {namespaceLabels, selects} from '../../core/kube/label-selector.ts'
import {ref} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {allowedNamespaces} from './bundle-targets.ts'
import type {Bundle} from './bundles.ts'

/** What `reaches` looks at. */
export const SELECTION_KINDS: readonly Kind[] = [
  'core/namespaces',
  ...new Set([...allowedNamespaces.of, ...allowedNamespaces.reads]),
]

/** Whether a Bundle goes to a namespace; unknown where that hangs on labels that were not read. */
export const reaches = (view: View, {namespaceSelector}: Bundle, namespace: string): Reading<boolean> => {
  const allowed = valueOr(view.fact(allowedNamespaces), undefined)
  if (allowed !== undefined && !allowed.includes(namespace)) return known(false)
  if (namespaceSelector === null) return unknown('unreadable', 'the namespace selector of the Bundle is none')
  if (namespaceSelector.length === 0) return known(true)
  const found = valueOr(view.find(ref('core/namespaces', undefined, namespace)), null)
  if (found === null) return unknown('undeclared', `the labels of namespace ${namespace} were not read`)
  return known(selects(namespaceSelector, namespaceLabels(found)))
}
