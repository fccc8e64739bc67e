import {expect} from 'chai'
import {readmit, savedObject} from '../../../../src/core/kube/door/readmit.ts'
import {reduce} from '../../../../src/core/kube/door/reduce.ts'
import type {KubeObject} from '../../../../src/core/kube/object.ts'
import {seeded} from '../../../support/random.ts'
import {KEY_FORMS} from './key-forms.ts'
import {leaks, needlesOf} from './needles.ts'
import {PLACES} from './places.ts'
import {WRAPPINGS} from './wrappings.ts'

const reduced = (object: object): KubeObject => {
  const result = reduce(object, {from: 'cluster'})
  if (result === null) throw new Error('was not read')
  return result
}

describe('a planted key', () => {
  for (const {name, text, secrets} of KEY_FORMS) {
    const needles = secrets.flatMap(needlesOf)

    it(`is nowhere behind the door: ${name}`, () => {
      const left = PLACES.flatMap(({name: place, object}) => {
        const found = leaks(JSON.stringify(reduced(object(text))), needles)
        return found.length > 0 ? [`${place}: ${found.length}`] : []
      })
      expect(left).to.deep.equal([])
    })
  }

  it('is nowhere behind the door in any mixture of form, place and wrapping', () => {
    const random = seeded(20_261_122)
    const left: string[] = []
    for (let i = 0; i < 600; i++) {
      const {name, text, secrets} = pick(KEY_FORMS, random)
      const place = pick(PLACES, random)
      const wrappings = Array.from({length: 1 + random(3)}, () => pick(WRAPPINGS, random))
      const wrapped = wrappings.reduce((inner, {wrap}) => wrap(inner), text)
      const clean = JSON.stringify(reduced(nested(place.object(wrapped), random)))
      const found = leaks(clean, secrets.flatMap(needlesOf))
      if (found.length > 0) left.push(`${name}, ${wrappings.map(each => each.name).join(', ')}, in ${place.name}`)
    }
    expect(left).to.deep.equal([])
  }).timeout(60_000)

  it('does not come in with a saved snapshot that was written by hand', () => {
    const {text, secrets} = KEY_FORMS[0] as (typeof KEY_FORMS)[number]
    const needles = secrets.flatMap(needlesOf)
    const left = PLACES.flatMap(({name, object}) => {
      const body = object(text) as KubeObject['body']
      const {name: called, namespace} = body.metadata as {name: string; namespace?: string}
      const {kind} = reduced(body).ref
      const ref = {kind, name: called, ...(namespace && {namespace})}
      const saved = savedObject({ref, body, origin: {from: 'cluster'}, redacted: [{path: text, form: text}]})
      if (saved === null || saved === undefined) throw new Error('was not read')
      return leaks(JSON.stringify(readmit(saved)), needles).length > 0 ? [name] : []
    })
    expect(left).to.deep.equal([])
  })

  it('is recorded where it was', () => {
    const {text} = KEY_FORMS[0] as (typeof KEY_FORMS)[number]
    const recorded = PLACES.map(({name, object}) => [
      name,
      reduced(object(text))
        .redacted?.map(({path}) => path)
        .sort(),
    ])
    expect(Object.fromEntries(recorded)).to.include.deep.keys(PLACES.map(({name}) => name))
    expect(Object.fromEntries(recorded)).to.deep.include({
      'data of a Secret': ['data.x'],
      'a ConfigMap': ['data.x'],
      'values of a HelmRelease': ['spec.values.ca.tls.files["tls.key"]'],
      'last-applied-configuration of a Secret': [
        'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]',
      ],
      arguments: ['spec.template.spec.containers[0].args[1]', 'spec.template.spec.containers[0].args[2]'],
    })
  })
})

const pick = <T>(list: readonly T[], random: (limit: number) => number): T => list[random(list.length)] as T

/** The object with the values of its own fields put a few levels deeper, behind other things. */
const nested = (object: object, random: (limit: number) => number): object => {
  const {spec} = object as {spec?: object}
  if (spec === undefined || random(2) === 0) return object
  let deeper: unknown = spec
  for (let level = random(20); level > 0; level--) deeper = random(2) === 0 ? [1, deeper, 'x'] : {a: true, deeper}
  return {...object, spec: {...spec, deeper}}
}
