import {expect} from 'chai'
import {changesOf} from '../../../src/core/doctor/changes.ts'
import type {Finding, Report, RuleRun} from '../../../src/core/doctor/report.ts'
import {answerOf} from '../../support/answers.ts'

const EMPTY = answerOf('').report

const finding = (rule: string, name: string): Finding => ({
  rule,
  name: `category/${rule}`,
  severity: 'error',
  title: 'Something is wrong',
  subject: {apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name},
  path: '',
  message: 'it is',
  remedy: [],
  at: null,
  fingerprint: `${rule}/${name}`,
  causedBy: [],
})

const judged = (rule: string, change: Partial<RuleRun> = {}): RuleRun => ({
  ...{rule, outcome: 'judged', checked: 1, suppressed: 0, notLookedAt: []},
  ...change,
})

const reportOf = (findings: readonly Finding[], rules: readonly RuleRun[], more: Partial<Report> = {}): Report => ({
  ...EMPTY,
  findings,
  rules,
  ...more,
})

const [web, api] = [finding('PKI101', 'web'), finding('PKI101', 'api')]
const because = {reason: 'forbidden', detail: 'you may not list secrets'} as const

describe('what a further look has changed', () => {
  it('tells what appeared and what is gone', () => {
    const changes = changesOf([web], reportOf([api], [judged('PKI101')]))
    expect(changes).to.deep.equal({appeared: [api], gone: [web], kept: []})
  })

  it('calls nothing gone whose rule could not look', () => {
    const blind = [
      judged('PKI101', {outcome: 'skipped', notLookedAt: [{kind: 'core/secrets', because}]}),
      judged('PKI101', {outcome: 'crashed', error: 'boom'}),
      judged('PKI101', {notLookedAt: [{kind: 'core/secrets', namespace: 'shop', because}]}),
    ]
    for (const run of [[], ...blind.map(each => [each])])
      expect(changesOf([web], reportOf([], run))).to.deep.equal({appeared: [], gone: [], kept: [web]})
  })

  it('calls nothing gone that has become a doubt', () => {
    const doubts = [{rule: 'PKI101', subject: web.subject, path: '', because}]
    const changes = changesOf([web, api], reportOf([], [judged('PKI101')], {doubts}))
    expect(changes).to.deep.equal({appeared: [], gone: [api], kept: [web]})
  })
})
