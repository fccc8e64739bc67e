import {change, renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {isUnderWay} from '../../facts/certificate/issuance-patience.ts'
import {type Renewal, renewals} from '../../facts/certificate/renewals.ts'

export const expiring = defineRule({
  id: 'PKI119',
  name: 'certificate/expiring',
  severity: 'warning',
  since: '0.1.0',
  title: 'Certificate expires, and is not being renewed',
  why: 'cert-manager renews at status.renewalTime, two thirds into the life of a certificate unless told otherwise; one that is still there after that is about to expire. A certificate that nobody renews is told of when a sixth of its life is left, be that hours or months.',
  remediation: [
    'Mend what keeps the renewal from happening.',
    'Let a Certificate of cert-manager make what nobody renews, or put a new one in its place before it expires.',
  ],
  messages: {
    late: 'It expires {expiry}; its renewal was due {late} ago and has not happened',
    unscheduled: 'It expires {expiry}, and cert-manager has not said when it renews it',
    disabled: 'It expires {expiry}, and certificate/{certificate} says that it is not to be renewed',
    used: 'It expires {expiry}, nothing renews it, and {user} uses it',
    unused: 'It expires {expiry}, and nothing renews it; nothing that was read names it',
  },
  waitsFor: 'issuance',
  disprovedBy: ['cert-manager.io/issuers', 'cert-manager.io/clusterissuers'],
  examples: {
    given: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{secretName: web-tls, hosts: [shop.corp]}]}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=shop.corp notBefore=-335d notAfter=+30d}}", tls.key: "{{base64 key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=shop.corp notBefore=-60d notAfter=+30d}}", tls.key: "{{base64 key web}}"}`,
  },

  each: renewals,
  *check(renewal, _, {now}) {
    const {issued, by, due, users, unsure} = renewal
    const {leaf, secret, certificate} = issued
    const at = secret ?? certificate?.object
    const left = leaf.notAfter - now.getTime()
    if (at === undefined || left <= 0 || now.getTime() <= due || isUnderWay(issued, now)) return
    const path = secret === undefined ? ['status', 'notAfter'] : dataPath(secret, 'tls.crt')
    if (unsure !== undefined) return yield {at, path, unsure}
    const expiry = `in ${humanDuration(left)} (${clockTime(leaf.notAfter)})`
    const late = humanDuration(now.getTime() - (certificate?.renewalTime ?? due))
    const [user] = users
    const data = {
      expiry,
      late,
      certificate: certificate?.name ?? '',
      user: user === undefined ? '' : kubectlName(user.ref),
    }
    const rest = {at, path, data, ...remedyFor(renewal)}
    if (by === 'scheduled') yield {...rest, problem: 'late'}
    else if (by !== 'nobody') yield {...rest, problem: by}
    else if (user !== undefined) yield {...rest, problem: 'used'}
    else yield {...rest, problem: 'unused', severity: 'info'}
  },
})

const remedyFor = ({issued: {certificate}, by}: Renewal): {readonly remedy?: readonly Remedy[]} => {
  if (certificate === undefined) return {}
  const steps = renewSteps(certificate.object.ref)
  if (by !== 'disabled') return {remedy: [{say: 'See first what keeps it from being renewed'}, ...steps]}
  const fields = {spec: {renewal: {policy: 'RenewBefore'}}}
  return {remedy: [change(certificate.object, 'Set spec.renewal.policy to RenewBefore', fields), ...steps]}
}
