import {change} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {goDuration, humanDuration} from '../../core/duration.ts'
import {timeOf} from '../../core/kube/condition.ts'
import {number, text} from '../../core/kube/object.ts'
import {certificates} from '../../facts/certificate/certificates.ts'

/** Renewal times are whole seconds. */
const ROUNDING = 2000

export const renewBeforeIgnored = defineRule({
  id: 'PKI111',
  name: 'certificate/renew-before-ignored',
  severity: 'warning',
  since: '0.1.0',
  title: 'Time of the renewal is not the one that was set',
  why: 'The issuer decides how long a certificate lives. Where it gives less than renewBefore, cert-manager renews after two thirds of that life, and neither a condition nor an event says that it has passed over what was set.',
  remediation: [
    'Set spec.renewBefore to less than the issuer gives, or leave it out.',
    'Or let the issuer give longer certificates.',
  ],
  messages: {
    longer: 'renewBefore is {wanted}, and its certificate lives for {life} only: it is renewed {before} before its end',
    percentage: 'renewBeforePercentage is {wanted}, which counts as not set: it is renewed {before} before its end',
  },
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, renewBefore: 8h, issuerRef: {name: ca}}
status: {notBefore: "{{now -1h}}", notAfter: "{{now 5h}}", renewalTime: "{{now 3h}}"}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, renewBefore: 2h, issuerRef: {name: ca}}
status: {notBefore: "{{now -1h}}", notAfter: "{{now 5h}}", renewalTime: "{{now 3h}}"}`,
  },

  each: certificates,
  *check({object: at, notAfter, renewalTime, renewBefore = 0, ready}) {
    const notBefore = timeOf(text(at.body, 'status', 'notBefore'))
    if (notAfter === undefined || renewalTime === undefined || notBefore === undefined) return
    if (ready?.reason === 'IncorrectCertificate') return
    const [life, before] = [notAfter - notBefore, notAfter - renewalTime]
    const data = {life: humanDuration(life), before: humanDuration(before)}
    const share = goDuration(Math.floor(life / 3000) * 1000)
    const percentage = number(at.body, 'spec', 'renewBeforePercentage')
    if (renewBefore >= life && Math.abs(before - renewBefore) > ROUNDING) {
      const remedy = [
        change(at, `Set spec.renewBefore to less than that, such as ${share}`, {spec: {renewBefore: share}}),
      ]
      yield {
        at,
        path: ['spec', 'renewBefore'],
        problem: 'longer',
        data: {...data, wanted: goDuration(renewBefore)},
        remedy,
      }
    } else if (percentage !== undefined && (percentage <= 0 || percentage >= 100)) {
      const remedy = [
        change(at, 'Set it to 1 to 99: how much of the life is left then', {spec: {renewBeforePercentage: 33}}),
      ]
      const path = ['spec', 'renewBeforePercentage']
      yield {at, path, problem: 'percentage', data: {...data, wanted: percentage}, remedy}
    }
  },
})
