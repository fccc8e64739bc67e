import {type AnyRule, categoryOf, type Severity} from '../../../core/doctor/rule.ts'

/** SARIF's words for our severities. */
export const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
}

/** GitHub sorts security alerts by a CVSS-like number: high, medium, low. */
const SCORES: Readonly<Record<Severity, string>> = {error: '8.0', warning: '5.0', info: '2.0'}

/** A rule as a reportingDescriptor (SARIF §3.49), with its page as help. */
export const descriptorOf = (rule: AnyRule) => ({
  id: rule.id,
  name: pascalCase(rule.name),
  shortDescription: {text: `${rule.title}.`},
  fullDescription: {text: rule.why},
  help: {text: helpText(rule), markdown: helpMarkdown(rule)},
  defaultConfiguration: {level: LEVELS[rule.severity as Severity]},
  properties: {
    tags: ['kubernetes', 'pki', categoryOf(rule), ...(rule.security ? ['security'] : [])],
    precision: 'very-high',
    'problem.severity': rule.severity === 'info' ? 'recommendation' : rule.severity,
    ...(rule.security && {'security-severity': SCORES[rule.severity as Severity]}),
  },
})

/** `approval/policy-unbound` → `ApprovalPolicyUnbound`, as SARIF §3.49.7 wants it. */
const pascalCase = (name: string): string => name.replace(/(?:^|[/-])([a-z0-9])/g, (_, letter) => letter.toUpperCase())

const helpText = ({why, remediation, id}: AnyRule): string =>
  [why, '', 'To mend it:', ...remediation.map((step: string) => `- ${step}`), '', `kubectl pki explain ${id}`].join(
    '\n',
  )

const helpMarkdown = ({why, remediation, examples: {given, bad, good}, id, name}: AnyRule): string =>
  [
    why,
    '',
    '## How to mend it',
    '',
    ...remediation.map((step: string, index: number) => `${index + 1}. ${step}`),
    ...(given === undefined ? [] : ['', '## Given, in both examples', '', ...fenced(given)]),
    '',
    '## An example that is reported',
    '',
    ...fenced(bad),
    '',
    '## An example that is fine',
    '',
    ...fenced(good),
    '',
    `\`kubectl pki explain ${id}\` shows this page (${name}). To ignore a finding on purpose, annotate its object with \`kubectl-pki/ignore: ${id}\`.`,
  ].join('\n')

const fenced = (yaml: string): readonly string[] => ['```yaml', yaml.trim(), '```']
