import {FORM} from './forms.ts'

/**
 * Ends of field names, in lower case without separators, whose values are secret whatever they look like. References
 * end otherwise: `passwordRef`, `tokenSecretName`, `existingSecret`; `secretKey` names a key in ExternalSecrets.
 */
const ENDINGS: readonly (readonly [string, string])[] = [
  ['clientkeydata', FORM.keyField],
  ['privatekey', FORM.keyField],
  ['signingkey', FORM.keyField],
  ['encryptionkey', FORM.keyField],
  ['encryptedkey', FORM.jwe],
  ['password', FORM.password],
  ['passwd', FORM.password],
  ['passphrase', FORM.password],
  ['token', FORM.token],
  ['apikey', FORM.token],
  ['secretaccesskey', FORM.token],
  ['clientsecret', FORM.token],
  ['credential', FORM.token],
  ['credentials', FORM.token],
]

/** The same names as they stand in a text, with any separator. */
export const SENSITIVE =
  '(?:client[-_.]?key[-_.]?data|(?:private|signing|encryption|encrypted|api)[-_.]?key|passw(?:or)?d|passphrase|token' +
  '|secret[-_.]?access[-_.]?key|client[-_.]?secret|credentials?)'

/** Answers by name: a cluster has few names, and each of them very often. */
const answers = new Map<string, string | undefined>()
const MOST_ANSWERS = 4096

/** The form of what a field of this name holds; undefined where its name says nothing. */
export const formOfName = (name: string): string | undefined => {
  if (answers.has(name)) return answers.get(name)
  const plain = name.toLowerCase().replace(/[-_.]/g, '')
  const form = ENDINGS.find(([ending]) => plain.endsWith(ending))?.[1]
  if (answers.size < MOST_ANSWERS && name.length <= 64) answers.set(name, form)
  return form
}

/** An absolute path, a variable, a template, an encrypted value, a placeholder: nothing that is secret itself. */
const NO_SECRET =
  /^(?:\$[({A-Za-z_]|\{\{|<[^<>]{0,80}>$|ENC\[|file:\/\/|\/[\w.-]+(?:\/[\w.-]+)+$|\[removed: |(?:true|false|null|~)$)/

/** Whether the value of such a field is no secret, but points to one or stands for one. */
export const isReference = (value: string): boolean => value === '' || NO_SECRET.test(value)
