import {defineRule} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {clientCertificates, isEnding} from '../../facts/client-certificates.ts'

export const kubeconfigExpiring = defineRule({
  id: 'PKI904',
  name: 'client/kubeconfig-expiring',
  severity: 'warning',
  since: '0.1.0',
  title: 'Client certificate in the kubeconfig expires',
  why: 'Nothing renews a certificate that stands in a kubeconfig. On the day on which it ends the API server takes its bearer for nobody, and who has no other way in is locked out: kubeadm and Talos give administrators a year. Told of when a sixth of its life is left. Certificates that live for days come from a login and are passed over. Looked at is the context that was used for this reading.',
  remediation: [
    'Get a new kubeconfig: `kubeadm certs renew admin.conf` on a control plane node, `talosctl kubeconfig`, or from your provider.',
  ],
  messages: {
    ending: 'The client certificate of context {context} ({subject}) ends in {left} ({when})',
    ended: 'The client certificate of context {context} ({subject}) ended {ago} ago ({when})',
  },
  examples: {
    bad: `
# client: kubeconfig prod notBefore=-340d notAfter=+25d`,
    good: `
# client: kubeconfig prod notBefore=-200d notAfter=+165d`,
  },

  each: clientCertificates,
  *check({config, certificates: [first]}, _, {now}) {
    if (config !== 'kubeconfig' || first === undefined) return
    const {context, leaf} = first
    if (!isEnding(leaf, now.getTime())) return
    const left = leaf.notAfter - now.getTime()
    const data = {context, subject: leaf.subject.toString(), when: clockTime(leaf.notAfter), left: humanDuration(left)}
    const at = {file: 'kubeconfig', line: 1, form: 'certificate'}
    if (left > 0) yield {at, path: [], problem: 'ending', data}
    else yield {at, path: [], problem: 'ended', data: {...data, ago: humanDuration(left)}}
  },
})
