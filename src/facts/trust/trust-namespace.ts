import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {condition} from '../../core/kube/condition.ts'
import {text} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, type Installation, installationsOf} from '../component/components.ts'

/** Default of `--trust-namespace` and of the chart's `app.trust.namespace`. */
const DEFAULT = 'cert-manager'

/**
 * The one namespace that trust-manager reads sources from: `--trust-namespace` of its workload, or what the values of its
 * release make of it; else the one that it has named itself, in the condition of a Bundle. Unknown where neither was seen.
 */
export const trustNamespace: Fact<string> = {
  name: 'trust namespace',
  of: components.of,
  reads: [...components.reads, 'trust.cert-manager.io/bundles'],
  derive: view => {
    const [found] = installationsOf(valueOr(view.fact(components), []), 'trust-manager')
    const configured = found === undefined ? undefined : namespaceOf(found)
    const named = configured?.known === true ? undefined : namedByItself(view)
    if (named !== undefined) return known(named)
    return configured ?? unknown('undeclared', 'it is not known from which namespace trust-manager reads sources')
  },
}

const namespaceOf = ({release, args, namespace}: Installation): Reading<string> => {
  if (release !== undefined) {
    const value = text(release.values, 'app', 'trust', 'namespace')
    if (value !== undefined && value !== '') return known(value)
    return release.hasMoreValues
      ? unknown('undeclared', 'values of trust-manager that are not here may name another trust namespace')
      : known(DEFAULT)
  }
  const value = flagOf(args, '--trust-namespace')
  if (value === undefined || value === '') return known(DEFAULT)
  return known(value.startsWith('$(') ? namespace : value)
}

/** The value of a flag, written `--flag=value` or as two words. */
export const flagOf = (args: readonly string[], name: string): string | undefined => {
  const joined = args.find(arg => arg.startsWith(`${name}=`))
  if (joined !== undefined) return joined.slice(name.length + 1)
  const at = args.indexOf(name)
  return at === -1 ? undefined : args[at + 1]
}

/** `…failed to get ConfigMap cert-manager/corp-root: …`, `no data found in Secret cert-manager/corp at key "x"`. */
const namedByItself = (view: View): string | undefined => {
  for (const bundle of valueOr(view.list('trust.cert-manager.io/bundles'), [])) {
    const {reason = '', message = ''} = condition(bundle, 'Synced') ?? {}
    if (!reason.startsWith('Source')) continue
    const named = /(?:ConfigMap|Secret) ([a-z0-9-]{1,63})\/[a-z0-9.-]+(?::| at key )/.exec(message)?.[1]
    if (named !== undefined) return named
  }
  return undefined
}
