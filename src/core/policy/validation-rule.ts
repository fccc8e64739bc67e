import {type CompileProblem, conditionProblem} from '../cel/compile.ts'
import {byName, type Declarations, overloads, STANDARD, STRINGS, TYPE_NAMES} from '../cel/declarations.ts'
import {type CelType, listOf} from '../cel/type.ts'

const STRING: CelType = {is: 'string'}
const PACKAGE = 'cm.io.policy.pkg.internal.approver.validation'
const REQUEST = `${PACKAGE}.CertificateRequest`
const ACCOUNT = `${PACKAGE}.ServiceAccount`

/** approver-policy's own functions (pkg/internal/approver/validation/serviceaccount.go). */
const ACCOUNTS = overloads(`
serviceAccount (string) => ${ACCOUNT}
isServiceAccount (string) => bool
${ACCOUNT} => getName () => string
${ACCOUNT} => getNamespace () => string`)

/** Of `cr`; `username` is there since approver-policy 0.16, `groups` since 0.25. */
const FIELDS: Readonly<Record<string, CelType>> = {
  name: STRING,
  namespace: STRING,
  username: STRING,
  groups: listOf(STRING),
}

const declarations = (fields: readonly string[]): Declarations => ({
  functions: byName([...STANDARD, ...STRINGS, ...ACCOUNTS]),
  names: new Map([...TYPE_NAMES, ['self', STRING], ['cr', {is: REQUEST}]]),
  fields: new Map(fields.map(name => [`${REQUEST}.${name}`, FIELDS[name] ?? STRING])),
})

const WITH_GROUPS = declarations(Object.keys(FIELDS))
const WITHOUT_GROUPS = declarations(Object.keys(FIELDS).filter(name => name !== 'groups'))

/**
 * Why approver-policy cannot compile the rule of a validation (pkg/internal/approver/validation/validator.go): `self` is the
 * value that is asked for, `cr` says who asks, the result has to be `bool`. Undefined where it can.
 */
export const validationProblem = (rule: string, {hasGroups = true} = {}): CompileProblem | undefined =>
  conditionProblem(rule, hasGroups ? WITH_GROUPS : WITHOUT_GROUPS)
