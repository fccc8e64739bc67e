import {known} from '../../core/knowing.ts'
import {timeOf} from '../../core/kube/condition.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'

/**
 * The latest warning that cert-manager's controllers gave about each Certificate, by `namespace/name`. Events are gone an hour
 * after their last update: that there is none proves nothing.
 */
export const certificateEvents: Fact<ReadonlyMap<string, string>> = {
  name: 'warnings about certificates',
  of: ['core/events'],
  reads: [],
  derive: view => {
    const events = view.list('core/events')
    if (!events.known) return events
    const latest = new Map<string, {readonly when: number; readonly message: string}>()
    for (const event of events.value) {
      const {body} = event
      if (text(body, 'type') !== 'Warning' || text(body, 'involvedObject', 'kind') !== 'Certificate') continue
      const key = `${text(body, 'involvedObject', 'namespace')}/${text(body, 'involvedObject', 'name')}`
      const when = whenOf(event)
      const message = text(body, 'message') ?? ''
      const before = latest.get(key)
      if (before === undefined || when > before.when || (when === before.when && message > before.message)) {
        latest.set(key, {when, message})
      }
    }
    return known(new Map([...latest].map(([key, {message}]) => [key, message])))
  },
}

const whenOf = ({body}: KubeObject): number =>
  timeOf(text(body, 'series', 'lastObservedTime')) ??
  timeOf(text(body, 'lastTimestamp')) ??
  timeOf(text(body, 'eventTime')) ??
  timeOf(text(body, 'firstTimestamp')) ??
  0
