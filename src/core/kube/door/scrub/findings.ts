import {formatPath, type Path, type Redaction} from '../../object.ts'
import {cleanName} from '../clean-name.ts'

/** What is taken out of one object while it is looked through. */
export interface Findings {
  readonly redacted: Redaction[]
  /** Whether values are also judged by the names of their fields. */
  readonly byName: boolean
  /** Whether it comes out of a saved snapshot, in which values of Secrets are entries already. */
  readonly saved: boolean
  /** How many key stores may still be opened with the passwords that everybody knows. */
  stores: number
  /** Objects and lists seen so far. */
  nodes: number
}

export const findings = ({
  byName,
  saved,
  stores = 0,
}: {
  byName: boolean
  saved: boolean
  stores?: number
}): Findings => ({
  redacted: [],
  byName,
  saved,
  stores,
  nodes: 0,
})

/** Records that something was taken out at a path. */
export const redact = (found: Findings, path: Path, forms: readonly string[]): void => {
  const clean = path.map(step => (typeof step === 'string' ? cleanName(step) : step))
  for (const form of forms) found.redacted.push({path: formatPath(clean), form})
}
