import type {Steps} from '../../runner/state.ts'

export default {
  broken: bed => bed.kubectl(['delete', '-n', 'linden', 'certificate/web', '--wait']),
} satisfies Steps
