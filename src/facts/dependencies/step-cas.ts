import {valueOr} from '../../core/knowing.ts'
import {ref} from '../../core/kube/ref.ts'
import {caAddresses} from '../step-ca/ca-addresses.ts'
import type {DependencyPart} from './index.ts'

/** Step issuer → all that makes the step-ca behind its URL: configuration, release, workload. */
export const stepCaDependencies: DependencyPart = {
  kinds: [...caAddresses.of, ...caAddresses.reads],
  *edges(view) {
    for (const {issuer, ca: behind} of valueOr(view.fact(caAddresses), [])) {
      const ca = valueOr(behind, null)?.ca
      if (ca === undefined) continue
      yield [issuer.object.ref, ref('core/configmaps', ca.namespace, `${ca.fullname}-certs`)]
      for (const object of [ca.config, ca.release?.object, ca.workload]) {
        if (object !== undefined) yield [issuer.object.ref, object.ref]
      }
    }
  },
}
