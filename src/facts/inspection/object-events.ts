import {timeOf} from '../../core/kube/condition.ts'
import {type KubeObject, number, text} from '../../core/kube/object.ts'
import type {View} from '../../core/kube/view.ts'

/** What a controller said about an object. Both APIs of events; `at` is when it was said last, in epoch milliseconds. */
export interface ObjectEvent {
  readonly reason: string
  readonly message: string
  readonly by: string
  readonly at: number
  readonly count: number
  readonly isWarning: boolean
}

/** The events about one object, oldest first (those about cluster-wide objects stand in `default`); null where they could not be read. They are gone an hour after they were said. */
export const eventsAbout = (view: View, {ref, body}: KubeObject): readonly ObjectEvent[] | null => {
  const events = view.list('core/events', ref.namespace ?? 'default')
  if (!events.known) return null
  const [kind, uid] = [text(body, 'kind'), text(body, 'metadata', 'uid')]
  return events.value
    .filter(event => {
      const about = event.body.involvedObject ?? event.body.regarding
      const isOther = uid !== undefined && text(about, 'uid') !== undefined && text(about, 'uid') !== uid
      return text(about, 'kind') === kind && text(about, 'name') === ref.name && !isOther
    })
    .map(eventOf)
    .sort((a, b) => a.at - b.at)
}

const eventOf = ({body}: KubeObject): ObjectEvent => ({
  reason: text(body, 'reason') ?? '',
  message: text(body, 'message') ?? text(body, 'note') ?? '',
  by: text(body, 'source', 'component') ?? text(body, 'reportingController') ?? text(body, 'reportingComponent') ?? '',
  at:
    timeOf(text(body, 'series', 'lastObservedTime')) ??
    timeOf(text(body, 'lastTimestamp')) ??
    timeOf(text(body, 'eventTime')) ??
    timeOf(text(body, 'firstTimestamp')) ??
    0,
  isWarning: text(body, 'type') === 'Warning',
  count: number(body, 'series', 'count') ?? number(body, 'count') ?? 1,
})
