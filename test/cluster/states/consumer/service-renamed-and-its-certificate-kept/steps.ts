import type {Steps} from '../../runner/state.ts'

export default {
  broken: bed => bed.kubectl(['-n', 'wharf', 'delete', 'service', 'web']),
} satisfies Steps
