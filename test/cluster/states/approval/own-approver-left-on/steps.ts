import type {Bed} from '../../../bed/bed.ts'
import {installChart} from '../../../bed/components/install-chart.ts'
import type {Steps} from '../../runner/state.ts'

/** The chart gives cert-manager the roles of an approver again, and its controller no longer leaves them unused. */
const upgrade = async (bed: Bed, disableAutoApproval: boolean): Promise<void> => {
  const values = {crds: {enabled: true}, startupapicheck: {enabled: false}, disableAutoApproval}
  await installChart(bed, 'cert-manager', values, {})
  await bed.process('cert-manager').restart()
}

export default {
  broken: bed => upgrade(bed, false),
  undo: bed => upgrade(bed, true),
} satisfies Steps
