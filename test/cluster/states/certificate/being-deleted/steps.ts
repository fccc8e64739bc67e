import type {Steps} from '../../runner/state.ts'

export default {
  broken: bed =>
    bed.kubectl(['delete', '--wait=false', '-n', 'leaving', 'certificate/web', 'issuer/own', 'secret/web-tls']),
} satisfies Steps
