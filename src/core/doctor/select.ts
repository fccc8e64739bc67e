import {type AnyRule, categoryOf} from './rule.ts'

/** Whether a word that a person typed names this rule: its id, its name, its category, or the part behind the category. */
export const namesRule = (word: string, rule: AnyRule): boolean => {
  const wanted = word.toLowerCase()
  return [rule.id.toLowerCase(), rule.name, categoryOf(rule), rule.name.slice(rule.name.indexOf('/') + 1)].includes(
    wanted,
  )
}

/** The rules that the words name, in the order of the catalogue; words that name none are given back. No words: all rules. */
export const selectRules = (
  rules: readonly AnyRule[],
  words: readonly string[],
): {readonly rules: readonly AnyRule[]; readonly unknown: readonly string[]} => ({
  rules: words.length === 0 ? rules : rules.filter(rule => words.some(word => namesRule(word, rule))),
  unknown: words.filter(word => !rules.some(rule => namesRule(word, rule))),
})
