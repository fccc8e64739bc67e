import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {issuances} from '../../facts/certificate/issuances.ts'

/** cert-manager begins a renewal within a second; a restart of its controller takes longer. */
const PATIENCE = 5 * 60_000

export const renewalOverdue = defineRule({
  id: 'PKI103',
  name: 'certificate/renewal-overdue',
  severity: 'error',
  since: '0.1.0',
  title: 'Renewal is overdue',
  why: 'cert-manager begins a renewal at status.renewalTime, to the second. Where that has passed and no request is under way, nothing will renew the certificate: its controller does not run, or does not see this Certificate.',
  remediation: ['See that the controller of cert-manager runs and is the leader, then renew the Certificate.'],
  messages: {
    overdue: 'Renewal was due {ago} ago, and no request is under way; the certificate {validity}',
  },
  breaks: ['issuance'],
  waitsFor: 'issuance',
  disprovedBy: ['cert-manager.io/certificaterequests'],
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  renewalTime: "{{now -30m}}"
  notAfter: "{{now 8h}}"
  conditions: [{type: Ready, status: "True", reason: Ready, message: Certificate is up to date and has not expired}]`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  renewalTime: "{{now -1m}}"
  notAfter: "{{now 8h}}"
  conditions: [{type: Ready, status: "True", reason: Ready, message: Certificate is up to date and has not expired}]`,
  },

  each: issuances,
  *check({certificate, requests}, _, {now}) {
    const {object: at, renewalTime, notAfter, issuing, ready, failedAttempts} = certificate
    const late = now.getTime() - (renewalTime ?? now.getTime())
    if (late <= PATIENCE || issuing?.status === 'True' || failedAttempts > 0) return
    if (ready?.reason === 'IncorrectCertificate' || (requests ?? []).some(({ready: end}) => end?.status !== 'True'))
      return
    const left = (notAfter ?? now.getTime()) - now.getTime()
    const validity = left > 0 ? `is valid for ${humanDuration(left)} more` : `expired ${humanDuration(left)} ago`
    const data = {ago: humanDuration(late), validity}
    const remedy = [{say: 'See that the controller of cert-manager runs'}, ...renewSteps(at.ref)]
    yield {at, path: ['status', 'renewalTime'], problem: 'overdue', data, remedy}
  },
})
