import {type FailOn, isAtLeast} from '../doctor/report.ts'
import {EXIT} from '../errors.ts'
import type {CertificateRow} from './certificate-row.ts'
import type {Inspection, InspectionDocument} from './inspection.ts'

/**
 * The exit code of an inspection: 70 where a rule crashed; 3 where a target could not be looked at; 1 where there is none of that name, where it cannot be
 * used (as grave as an error), or for findings at or above `failOn`; else 0. The output format never enters into it.
 */
export const exitCodeOfInspection = (document: InspectionDocument, failOn: FailOn): number => {
  const {inspections, certificates, gaps, crashed = []} = document
  if (certificates !== undefined) return exitCodeOfList(certificates, gaps, failOn)
  if (crashed.length > 0) return EXIT.bug
  if (inspections.some(({state}) => state === 'unknown')) return EXIT.couldNotLook
  return inspections.some(each => isBad(each, failOn)) ? EXIT.findings : EXIT.fine
}

const isBad = (inspection: Inspection, failOn: FailOn): boolean =>
  inspection.state === 'absent' ||
  (isAtLeast('error', failOn) && isUnusable(inspection)) ||
  inspection.findings.some(({severity}) => isAtLeast(severity, failOn))

/** A chain is invalid, a key is that of another certificate, or what a server shows is not for the name that it was asked for. */
const isUnusable = ({subject, chains, keys}: Inspection): boolean =>
  chains.some(({verdict}) => verdict?.is === 'invalid') ||
  keys.some(({matches}) => matches === false) ||
  (subject === null && chains.some(({at, hosts = []}) => at === 'served' && hosts.some(({covered}) => !covered)))

/** Of a list of all certificates: 3 where nothing could be listed, 1 where one of them has a problem (as grave as an error). */
const exitCodeOfList = (rows: readonly CertificateRow[], gaps: InspectionDocument['gaps'], failOn: FailOn): number => {
  if (rows.length === 0 && gaps.length > 0) return EXIT.couldNotLook
  return isAtLeast('error', failOn) && rows.some(({problem}) => problem !== undefined) ? EXIT.findings : EXIT.fine
}
