import {type FailOn, isAtLeast} from '../doctor/report.ts'
import {EXIT} from '../errors.ts'
import type {Inspection, InspectionDocument} from './inspection.ts'

/**
 * The exit code of an inspection: 3 where a target could not be looked at; 1 where there is none of that name, where a chain is
 * invalid (as grave as an error), or for findings at or above `failOn`; else 0. The output format never enters into it.
 */
export const exitCodeOfInspection = ({inspections}: InspectionDocument, failOn: FailOn): number => {
  if (inspections.some(({state}) => state === 'unknown')) return EXIT.couldNotLook
  return inspections.some(each => isBad(each, failOn)) ? EXIT.findings : EXIT.fine
}

const isBad = ({state, chains, findings}: Inspection, failOn: FailOn): boolean =>
  state === 'absent' ||
  (isAtLeast('error', failOn) && chains.some(({verdict}) => verdict?.is === 'invalid')) ||
  findings.some(({severity}) => isAtLeast(severity, failOn))
