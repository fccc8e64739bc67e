import {expect} from 'chai'
import {judge} from '../../../src/core/doctor/judge.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {deniedRequestBlocksRetry as rule} from '../../../src/rules/approval/denied-request-blocks-retry.ts'
import {SCENE_NOW} from '../../support/placeholders.ts'
import {sceneOf} from '../../support/rule-case.ts'

const {given = '', bad} = rule.examples

/** What is said where the denial has this message. */
const saidOf = (message: string): string => {
  const yaml = bad.replace('message: No policy approved this request', `message: ${JSON.stringify(message)}`)
  const {judged} = judge(rule, viewOf(sceneOf(`${given}\n---\n${yaml}`)), SCENE_NOW)
  return judged.map(({finding}) => finding.message).join('\n')
}

describe('PKI309', () => {
  it('quotes what the approver or the issuer has said', () => {
    expect(saidOf('No policy approved this request.')).to.match(
      /^It was denied \("No policy approved this request"\): /,
    )
  })

  it('quotes no book, and nothing where nothing was said', () => {
    const long = saidOf('x'.repeat(10_000))
    expect(long.length).to.be.below(400)
    expect(long).to.contain('…"): the next attempt')
    expect(saidOf('')).to.match(/^It was denied: /)
  })
})
