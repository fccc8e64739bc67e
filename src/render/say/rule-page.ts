import {type AnyRule, categoryOf} from '../../core/doctor/rule.ts'
import {paint, type Terminal} from '../terminal.ts'
import {wrap} from '../wrap.ts'

/** A rule's page: what, why, how to mend it, an example that fires and one that does not. */
export const sayRulePage = (rule: AnyRule, terminal: Terminal): string => {
  const width = Math.min(terminal.width, 100)
  const heading = (text: string) => ['', paint(terminal, 'bold', text)]
  const prose = (text: string) => wrap(text, width)
  const code = (text: string) =>
    text
      .trim()
      .split('\n')
      .map(line => paint(terminal, 'cyan', `  ${line}`))
  const {given, bad, good} = rule.examples
  const lines = [
    ...wrap(rule.title, width - 8).map((line, at) =>
      paint(terminal, 'bold', at === 0 ? `${rule.id}  ${line}` : `        ${line}`),
    ),
    ...packed(factsOf(rule), width),
    ...heading('Why it matters'),
    ...prose(rule.why),
    ...heading('How to mend it'),
    ...rule.remediation.flatMap((step: string, index: number) =>
      wrap(step, width - 3).map((line, at) => (at === 0 ? `${index + 1}. ${line}` : `   ${line}`)),
    ),
    ...(given === undefined ? [] : [...heading('Given, in both examples'), ...code(given)]),
    ...heading('An example that is reported'),
    ...code(bad),
    ...heading('An example that is fine'),
    ...code(good),
    ...heading('To ignore it on purpose'),
    ...prose(
      `Annotate the object with kubectl-pki/ignore: ${rule.id}, or name it in .kubectl-pki.yaml. It is still counted.`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

const factsOf = (rule: AnyRule): readonly string[] => [
  rule.name,
  `${rule.severity}${rule.security ? ', security' : ''}`,
  `category ${categoryOf(rule)}`,
  `since ${rule.since}`,
]

/** Three spaces between parts; a part that does not fit begins a line. */
const packed = (parts: readonly string[], width: number): readonly string[] => {
  const lines: string[] = []
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ''}   ${part}`
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}
