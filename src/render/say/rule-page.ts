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
    `${paint(terminal, 'bold', `${rule.id}  ${rule.title}`)}`,
    `${rule.name}   ${rule.severity}${rule.security ? ', security' : ''}   category ${categoryOf(rule)}   since ${rule.since}`,
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
