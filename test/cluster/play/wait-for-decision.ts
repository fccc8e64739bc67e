import type {Bed} from '../bed/bed.ts'
import {follow, judged} from '../run-doctor.ts'

/** How long approver-policy may take for a decision before somebody asks doctor, in seconds. */
const PATIENCE = 5

/**
 * Waits for what hangs on a decision of approver-policy. Now and then it looks before a grant is in force and never again
 * (PKI315); then what doctor says about that is done, as a person would.
 */
export const waitForDecision = async <T>(
  bed: Bed,
  description: string,
  probe: () => Promise<T | undefined | null | false>,
): Promise<T> => {
  const first = await bed.waitFor(description, probe, {seconds: PATIENCE}).catch(() => undefined)
  if (first !== undefined) return first
  if (bed.installed.includes('approver-policy')) await lookAgain(bed)
  return bed.waitFor(description, probe)
}

const lookAgain = async (bed: Bed): Promise<void> => {
  const {findings} = await judged(bed, {inMinutes: 5})
  for (const {rule, remedy} of findings) if (rule === 'PKI315' && remedy[0]) await follow(bed, remedy[0])
}
