import {type AnyRule, categoryOf} from './rule.ts'

/** What a rule is called in words: its category, its name, and the part of that behind the category. */
export const spokenNames = (rule: AnyRule): readonly string[] => {
  const category = categoryOf(rule)
  return [category, rule.name, rule.name.slice(category.length + 1)]
}

/** Whether a word that a person typed names this rule: its id, with or without the letters, or a name of it. */
export const namesRule = (word: string, rule: AnyRule): boolean => {
  const [wanted, id] = [word.toLowerCase(), rule.id.toLowerCase()]
  return wanted === id || wanted === id.replace(/^\D+/, '') || spokenNames(rule).includes(wanted)
}

/** The rules that the words name, in the order of the catalogue; words that name none are given back. No words: all rules. */
export const selectRules = (
  rules: readonly AnyRule[],
  words: readonly string[],
): {readonly rules: readonly AnyRule[]; readonly unknown: readonly string[]} => ({
  rules: words.length === 0 ? rules : rules.filter(rule => words.some(word => namesRule(word, rule))),
  unknown: words.filter(word => !rules.some(rule => namesRule(word, rule))),
})
