import type {Gap} from '../../../core/inspect/inspection.ts'
import type {UseView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
import type {Entry, Panel} from '../panel.ts'
import {subjectName} from '../subject.ts'
import type {Saying} from './saying.ts'

/** Objects that are named unless all are asked for. */
const NAMED = 12

/** Who uses something or makes it, one line each. */
export const sayUses = (saying: Saying, heading: string, uses: readonly UseView[]): readonly Panel[] => {
  if (uses.length === 0) return []
  const named = saying.wide ? uses : uses.slice(0, NAMED)
  const rest = uses.length - named.length
  const more: Entry = {label: '', text: `and ${rest} more (-o wide shows all)`}
  return [
    {is: 'entries', heading, entries: [...named.map(each => useEntry(saying, each)), ...(rest > 0 ? [more] : [])]},
  ]
}

/** Who uses a Secret or ConfigMap, also where that is nobody. */
export const sayUsers = (saying: Saying, users: readonly UseView[]): readonly Panel[] => {
  if (users.length > 0) return sayUses(saying, 'used by', users)
  const isWhole = saying.inspection.gaps.length === 0
  const who = 'no Ingress, Gateway, workload, webhook, Bundle or issuer names it'
  const text = isWhole ? `nothing that was looked at: ${who}` : 'nothing that was looked at, but not all was: see below'
  return [{is: 'entries', heading: 'used by', entries: [{label: '', text}]}]
}

/** `ingress/web`, with its namespace where that is not the target's. */
export const useEntry = ({inspection}: Saying, {subject, how, ok}: UseView): Entry => {
  const isNear = subject.namespace === inspection.subject?.namespace
  const {namespace: _, ...near} = subject
  return {
    ...(ok !== undefined && {sign: ok ? ('fine' as const) : ('error' as const)}),
    label: subjectName(isNear ? near : subject, null),
    text: shown(how, 600),
  }
}

/** What could not be looked at, each once with its reason. */
export const sayGaps = (gaps: readonly Gap[], unjudged: readonly string[]): readonly Panel[] => {
  const byReason = Map.groupBy(gaps, ({because}) => because.detail)
  const entries = [...byReason].map(
    ([detail, group]): Entry => ({
      sign: 'unsure',
      label: '',
      text: `${shown(group.map(({part}) => part).join(', '))}: ${shown(detail)}`,
    }),
  )
  const rules: readonly Entry[] =
    unjudged.length === 0
      ? []
      : [
          {
            sign: 'unsure',
            label: '',
            text: `${unjudged.join(', ')} could not tell by what was read: doctor reads the rest`,
          },
        ]
  return entries.length + rules.length === 0
    ? []
    : [{is: 'entries', heading: 'not looked at', entries: [...entries, ...rules]}]
}
