import type {Steps} from '../../runner/state.ts'

export default {
  broken: bed => bed.process('cert-manager').stop(),
  undo: bed => bed.process('cert-manager').start(),
} satisfies Steps
