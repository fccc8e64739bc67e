import type {Steps} from '../../runner/state.ts'

export default {
  healthy: bed => bed.process('cert-manager').stop(),
  broken: async () => undefined,
  undo: bed => bed.process('cert-manager').start(),
} satisfies Steps
