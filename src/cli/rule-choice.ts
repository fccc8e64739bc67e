import type {AnyRule} from '../core/doctor/rule.ts'
import {selectRules, spokenNames} from '../core/doctor/select.ts'
import {PkiError} from '../core/errors.ts'
import {catalogue} from '../wiring.ts'
import {nearest, suggestion} from './did-you-mean.ts'

/** The rules that words name; loads the catalogue. @throws PkiError E_RULE_UNKNOWN */
export const chosenRules = async (words: readonly string[]): Promise<readonly AnyRule[]> => {
  const rules = await catalogue()
  const chosen = selectRules(rules, words)
  const [unknown] = chosen.unknown
  if (unknown !== undefined) {
    const meant = suggestion(nearest(unknown.toLowerCase(), rules.flatMap(spokenNames)))
    throw new PkiError('E_RULE_UNKNOWN', `there is no rule or category called ${JSON.stringify(unknown)}${meant}`)
  }
  return chosen.rules
}
