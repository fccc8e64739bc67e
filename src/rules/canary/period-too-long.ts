import {change} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {canaries} from '../../facts/certificate/canaries.ts'
import {shortestWindows} from '../../facts/certificate/renewal-windows.ts'

const DAY = 86_400_000

export const periodTooLong = defineRule({
  id: 'PKI705',
  name: 'canary/period-too-long',
  severity: 'warning',
  since: '0.1.0',
  title: 'Canary is issued too rarely to warn in time',
  why: 'Between two renewals a canary shows nothing. cert-manager renews after two thirds of the lifetime unless `renewBefore` says otherwise, so that a Certificate without `duration` is renewed every 60 days. A canary is of use when it fails before others have to be renewed: at least once a day, and more often than the shortest time that another Certificate of its issuer has from its renewal to its end. See `kubectl pki explain PKI702` for what counts as one.',
  remediation: ['Give it a short `duration` and a `renewBefore` that lets it be renewed every few hours.'],
  messages: {
    rare: 'It is issued every {period} only: issuance that breaks goes unnoticed for as long',
    late: 'It is issued every {period}, and certificate/{other} in {namespace} ends {window} after its renewal fails',
  },
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: canary, namespace: pki}
spec: {secretName: canary-tls, dnsNames: [canary.pki.svc], issuerRef: {name: ca, kind: ClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: canary, namespace: pki}
spec: {secretName: canary-tls, duration: 2h, renewBefore: 1h, dnsNames: [canary.pki.svc], issuerRef: {name: ca, kind: ClusterIssuer}}`,
  },

  each: canaries,
  needs: {shortest: shortestWindows},
  *check({certificate, period: issued, asked, path}, {shortest}) {
    const period = Math.min(issued ?? asked ?? 0, asked ?? issued ?? 0)
    const {object: at} = certificate
    const other = shortest.beside(certificate)
    const data = {period: humanDuration(period)}
    const remedy = [change(at, HOURLY, {spec: {duration: '2h0m0s', renewBefore: '1h0m0s'}})]
    if (period > DAY) yield {at, path, problem: 'rare', data, remedy}
    else if (other !== undefined && other.window < period) {
      const {name, namespace} = other.certificate
      yield {
        at,
        path,
        problem: 'late',
        data: {...data, other: name, namespace, window: humanDuration(other.window)},
        remedy,
      }
    }
  },
})

const HOURLY = 'Let it be issued every hour: spec.duration 2h, spec.renewBefore 1h, where its issuer allows that'
