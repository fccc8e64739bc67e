import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {listed} from '../../core/listing.ts'
import {clientCertificates, isEnding} from '../../facts/client-certificates.ts'

export const talosconfigExpiring = defineRule({
  id: 'PKI905',
  name: 'client/talosconfig-expiring',
  severity: 'warning',
  since: '0.1.0',
  title: 'Client certificate in the talosconfig expires',
  why: 'talosctl is the only way into a Talos machine: there is no SSH. The certificate in a talosconfig lives for a year unless it was made for longer, nothing renews it, and after its end a new one takes the secrets that the cluster was made from, or the console of a control plane machine. Told of when a sixth of its life is left. Read are all contexts of the talosconfig that talosctl would use, on this machine only.',
  remediation: ['Make a new one while the old one is still valid: `talosctl config new --roles os:admin FILE`.'],
  messages: {
    ending: 'The client certificate of {contexts} ends, the first in {left} ({when})',
    ended: 'The client certificate of {contexts} has ended, the first {ago} ago ({when})',
  },
  examples: {
    bad: `
# client: talosconfig prod notBefore=-340d notAfter=+25d
# client: talosconfig lab notBefore=-10d notAfter=+355d`,
    good: `
# client: talosconfig prod notBefore=-10d notAfter=+355d`,
  },

  each: clientCertificates,
  *check({config, certificates}, _, {now}) {
    if (config !== 'talosconfig') return
    const time = now.getTime()
    const ending = certificates.filter(({leaf}) => isEnding(leaf, time))
    for (const problem of ['ended', 'ending'] as const) {
      const those = ending.filter(({leaf}) => leaf.notAfter <= time === (problem === 'ended'))
      const [first] = those
      if (first === undefined) continue
      const contexts = listed(those.map(({context}) => `context ${context}`))
      const span = humanDuration(first.leaf.notAfter - time)
      const data = {
        contexts,
        when: clockTime(first.leaf.notAfter),
        ...(problem === 'ended' ? {ago: span} : {left: span}),
      }
      const at = {file: 'talosconfig', line: 1, form: 'certificate'}
      yield {at, path: [], problem, data, ...(problem === 'ended' && {remedy: LATE})}
    }
  },
})

const LATE: readonly Remedy[] = [
  {
    say: 'Make a new one out of the secrets that the cluster was made from: talosctl gen config --with-secrets secrets.yaml --output-types talosconfig',
  },
]
