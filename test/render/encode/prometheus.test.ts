import {expect} from 'chai'
import {reportFormats} from '../../../src/render/index.ts'
import {answerOf, answersOf, EVERYTHING, HOSTILE, withReport} from '../../support/answers.ts'
import {parseExposition} from '../../support/exposition.ts'

const PLAIN = {width: 80, color: false, unicode: true}
const draw = (...args: Parameters<typeof answersOf>): string => reportFormats.prometheus.draw(answersOf(...args), PLAIN)
const series = (...args: Parameters<typeof answersOf>) => parseExposition(draw(...args))

const everything = answerOf(EVERYTHING)

const SERVED = `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web signedBy=ca san=web.corp notAfter=+30d}}", tls.key: "{{base64 key web}}"}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}, dnsNames: [web.corp]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: unseen, namespace: shop}
spec: {secretName: unseen-tls, issuerRef: {name: ca}, dnsNames: [unseen.corp]}
status: {notAfter: "{{now +10h}}"}`

describe('a report for Prometheus', () => {
  it('counts the findings of each rule and severity', () => {
    const counted = series(everything).filter(({name}) => name === 'kubectl_pki_findings')
    const sum = counted.reduce((all, {value}) => all + value, 0)
    expect(sum).to.equal(everything.report.findings.length)
    const [{rule, severity} = {rule: '', severity: ''}] = everything.report.findings
    const own = everything.report.findings.filter(each => each.rule === rule && each.severity === severity)
    expect(counted.find(({labels}) => labels.rule === rule && labels.severity === severity)?.value).to.equal(own.length)
  })

  it('says 0 only for rules that looked at everything', () => {
    const because = {reason: 'forbidden', detail: 'you may not list secrets'} as const
    const blind = answerOf('', {none: {'core/secrets': because}})
    const found = series(blind)
    const open = found.filter(({name}) => name === 'kubectl_pki_rule_not_checked').map(({labels}) => labels.rule)
    const zeros = found.filter(({name}) => name === 'kubectl_pki_findings').map(({labels}) => labels.rule)
    expect(open.length).to.be.above(3)
    expect(zeros.length).to.be.above(3)
    expect(open.filter(rule => zeros.includes(rule))).to.deep.equal([])
    expect(open.length + zeros.length).to.equal(blind.rules.length)
  })

  it('says when certificates end, also where only a status says so', () => {
    const ends = series(answerOf(SERVED)).filter(({name}) => /certificate_not_after/.test(name))
    const now = Date.parse(answerOf('').report.takenAt) / 1000
    expect(ends.map(({labels, value}) => [labels, Math.round((value - now) / 3600)])).to.deep.equal([
      [{namespace: 'shop', name: 'unseen', secret: 'unseen-tls'}, 10],
      [{namespace: 'shop', name: 'web', secret: 'web-tls'}, 30 * 24],
    ])
  })

  it('says when it ran, and whether it could look', () => {
    const down = {context: 'down', code: 'E', message: 'no answer', fix: 'Try again.', exit: 3}
    const found = series(withReport(everything, {context: 'up'}), {several: true, unanswered: [down]})
    const measured = (name: string, context: string) =>
      found.find(each => each.name === name && each.labels.context === context)?.value
    expect(measured('kubectl_pki_could_look', 'up')).to.equal(1)
    expect(measured('kubectl_pki_could_look', 'down')).to.equal(0)
    expect(measured('kubectl_pki_last_run_timestamp_seconds', 'up')).to.equal(
      Date.parse(everything.report.takenAt) / 1000,
    )
  })

  it('escapes whatever stands in the cluster', () => {
    const [end] = (everything.expiries?.known === true && everything.expiries.value) || []
    if (end === undefined) throw new Error('no certificate')
    const text = draw({...everything, expiries: {known: true, value: [{...end, is: 'served', store: HOSTILE}]}})
    expect(text).to.not.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ud800-\udfff]/)
    const [seen] = parseExposition(text).filter(({name}) => /certificate_not_after/.test(name))
    expect(seen?.labels.secret).to.contain('\\u{1b}[31m\\u{202e}"\'<b>')
  })
})
