import type {Steps} from '../../runner/state.ts'

export default {
  mended: bed =>
    bed.kubectl([
      'create',
      'secret',
      'generic',
      '-n',
      'locksmith',
      'store-password',
      '--from-literal=password=changeit',
    ]),
} satisfies Steps
