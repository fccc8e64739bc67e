import {Document, Scalar, visit} from 'yaml'
import {escapeHidden, hasHidden} from '../escape.ts'

/** The same value as `encodeJson` writes, as YAML; strings with hidden characters are quoted, and those escaped. */
export const encodeYaml = (value: unknown): string => {
  const document = new Document(JSON.parse(JSON.stringify(value)), {aliasDuplicateObjects: false})
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && hasHidden(node.value)) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  return escapeHidden(document.toString({lineWidth: 0}))
}
