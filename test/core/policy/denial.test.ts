import {expect} from 'chai'
import {describeError, nearestDenial, parseDenial} from '../../../src/core/policy/denial.ts'
import {passesNow, smallestChange} from '../../../src/core/policy/smallest-change.ts'

/** What the real approver-policy wrote. */
const ORGANIZATION =
  'No policy approved this request: [approve-step-ca-requests: spec.allowed.subject.organizations: Invalid value: ["Goldentooth"]: no allowed values]'
const TWO_POLICIES =
  'No policy approved this request: [p: spec.allowed.dnsNames.values: Invalid value: ["web.app.svc"]: *.corp] [q: spec.constraints.maxDuration: Invalid value: "24h0m0s": 1h0m0s]'
const TWO_ERRORS =
  'No policy approved this request: [dur: [spec.constraints.maxDuration: Invalid value: "nil": 24h0m0s, spec.constraints.minDuration: Invalid value: "nil": 1h0m0s]]'
const TWO_EVALUATORS =
  'No policy approved this request: [theta: spec.allowed.dnsNames.values: Invalid value: ["api.corp","api.example"]: *.corp, [spec.constraints.maxDuration: Invalid value: "72h0m0s": 48h0m0s, spec.constraints.privateKey.algorithm: Invalid value: "RSA": ECDSA]]'
const OLD_STYLE =
  'No policy approved this request: [p: spec.allowed.dnsNames.values: Invalid value: []string{"a.b", "c]d"}: *.domain.com, *.corp]'
const CEL =
  'No policy approved this request: [p: spec.allowed.commonName.validations[0]: Invalid value: "x": failed rule: self.endsWith("[y]")]'

const errorsOf = (message: string) => parseDenial(message)?.flatMap(({errors}) => errors) ?? []

describe('a denial of approver-policy', () => {
  it('names policy, field, values and what is allowed', () => {
    expect(parseDenial(ORGANIZATION)).to.deep.equal([
      {
        policy: 'approve-step-ca-requests',
        errors: [
          {
            path: 'spec.allowed.subject.organizations',
            type: 'Invalid value',
            values: ['Goldentooth'],
            detail: 'no allowed values',
          },
        ],
      },
    ])
    expect(errorsOf(ORGANIZATION).map(describeError)).to.deep.equal([
      'allowed.subject.organizations "Goldentooth" (allows none)',
    ])
  })

  it('may come from several policies, each with several fields', () => {
    expect(
      parseDenial(TWO_POLICIES)?.map(({policy, errors}) => [policy, errors.map(({values}) => values)]),
    ).to.deep.equal([
      ['p', [['web.app.svc']]],
      ['q', [['24h0m0s']]],
    ])
    expect(errorsOf(TWO_ERRORS).map(({path, values, detail}) => [path, values[0], detail])).to.deep.equal([
      ['spec.constraints.maxDuration', 'nil', '24h0m0s'],
      ['spec.constraints.minDuration', 'nil', '1h0m0s'],
    ])
    expect(nearestDenial(parseDenial(TWO_POLICIES) ?? [])?.policy).to.equal('p')
  })

  it('may come from several evaluators of one policy, of which one has several objections', () => {
    expect(errorsOf(TWO_EVALUATORS).map(({path, values, detail}) => [path, values, detail])).to.deep.equal([
      ['spec.allowed.dnsNames.values', ['api.corp', 'api.example'], '*.corp'],
      ['spec.constraints.maxDuration', ['72h0m0s'], '48h0m0s'],
      ['spec.constraints.privateKey.algorithm', ['RSA'], 'ECDSA'],
    ])
  })

  it('is read in the spelling of older versions and with brackets in its strings', () => {
    expect(errorsOf(OLD_STYLE)).to.deep.equal([
      {
        path: 'spec.allowed.dnsNames.values',
        type: 'Invalid value',
        values: ['a.b', 'c]d'],
        detail: '*.domain.com, *.corp',
      },
    ])
    expect(errorsOf(CEL)[0]).to.include({
      path: 'spec.allowed.commonName.validations[0]',
      detail: 'failed rule: self.endsWith("[y]")',
    })
  })

  it('is nothing else', () => {
    expect(parseDenial('not today')).to.equal(null)
    expect(parseDenial('No policy approved this request: ')).to.equal(null)
    expect(parseDenial(`No policy approved this request: ${'['.repeat(10_000)}`)).to.equal(null)
  })
})

describe('the smallest change', () => {
  it('adds what was asked to what is allowed already', () => {
    const {patch} = smallestChange({allowed: {dnsNames: {values: ['*.corp', 'a.*']}}}, [
      {
        path: 'spec.allowed.dnsNames.values',
        type: 'Invalid value',
        values: ['x.corp', 'web.app.svc'],
        detail: '*.corp, a.*',
      },
      {
        path: 'spec.allowed.subject.organizations',
        type: 'Invalid value',
        values: ['Shop'],
        detail: 'no allowed values',
      },
      {path: 'spec.allowed.isCA', type: 'Invalid value', values: ['true'], detail: 'nil'},
      {path: 'spec.allowed.commonName', type: 'Invalid value', values: ['x'], detail: 'no allowed value'},
      {path: 'spec.constraints.maxDuration', type: 'Invalid value', values: ['24h0m0s'], detail: '1h0m0s'},
    ])
    expect(patch).to.deep.equal({
      spec: {
        allowed: {
          dnsNames: {values: ['*.corp', 'a.*', 'web.app.svc']},
          subject: {organizations: {values: ['Shop']}},
          isCA: true,
          commonName: {value: 'x'},
        },
        constraints: {maxDuration: '24h0m0s'},
      },
    })
  })

  it('says what only the Certificate, or a person, can change', () => {
    const {patch, notes} = smallestChange({}, [...errorsOf(TWO_ERRORS), ...errorsOf(CEL)])
    expect(patch).to.equal(null)
    expect(notes[0]).to.match(/^Set spec\.duration of the Certificate/)
    expect(notes[2]).to.match(/CEL rule/)
  })

  it('is not needed where the policy was mended', () => {
    const [organization] = errorsOf(ORGANIZATION)
    const [, duration] = errorsOf(TWO_POLICIES)
    if (organization === undefined || duration === undefined) throw new Error('not parsed')
    expect(passesNow({allowed: {}}, organization)).to.equal(false)
    expect(passesNow({allowed: {subject: {organizations: {values: ['Golden*']}}}}, organization)).to.equal(true)
    expect(passesNow({constraints: {maxDuration: '1h'}}, duration)).to.equal(false)
    expect(passesNow({constraints: {maxDuration: '24h'}}, duration)).to.equal(true)
    expect(passesNow({}, duration)).to.equal(true)
  })
})
