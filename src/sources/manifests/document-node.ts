import {countLines, type Document} from './documents.ts'
import {LIMITS} from './limits.ts'
import {type Node, Unusable} from './node.ts'
import {yamlNode} from './yaml-node.ts'

/** How many characters of YAML may still be parsed in this reading. */
export interface ParseBudget {
  left: number
  /** That nothing is left was said. */
  isTold?: boolean
}

/** A document costs this much, however short it is. */
const LEAST_COST = 512

const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/

/**
 * Parses one YAML document, as long as it is no more than an object may be. Null for an empty document.
 * @throws Unusable where it is no YAML, or too much of it.
 */
export const nodeOf = (document: Document, budget: ParseBudget): Node | null => {
  const {text, line} = document
  if (text.length > LIMITS.documentChars)
    throw new Unusable(line, 'it is larger than any object that an API server takes')
  budget.left -= Math.max(text.length, LEAST_COST)
  const control = CONTROL.exec(text)
  if (control !== null) {
    throw new Unusable(
      line + countLines(text.slice(0, control.index)),
      'it has a control character, which YAML does not allow',
    )
  }
  return yamlNode(document)
}
