import type {ConditionView} from '../../core/inspect/parts.ts'
import {messageOf} from '../../core/kube/condition.ts'
import {type KubeObject, list, text} from '../../core/kube/object.ts'

/** All conditions of an object, in its order. */
export const conditionViews = ({body}: KubeObject): readonly ConditionView[] =>
  list(body, 'status', 'conditions').map(entry => {
    const since = text(entry, 'lastTransitionTime') ?? text(entry, 'lastUpdateTime')
    return {
      type: text(entry, 'type') ?? '',
      status: text(entry, 'status') ?? 'Unknown',
      reason: text(entry, 'reason') ?? '',
      message: messageOf(entry),
      ...(since !== undefined && {since}),
    }
  })
