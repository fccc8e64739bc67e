import type {AnyRule} from '../core/doctor/rule.ts'
import {bindingToWrongSubject} from './approval/binding-to-wrong-subject.ts'
import {deniedRequestBlocksRetry} from './approval/denied-request-blocks-retry.ts'
import {noApprover} from './approval/no-approver.ts'
import {policyDenies} from './approval/policy-denies.ts'
import {policyNotSelected} from './approval/policy-not-selected.ts'
import {policyUnbound} from './approval/policy-unbound.ts'
import {requestWaiting} from './approval/request-waiting.ts'
import {crdsMissing} from './component/crds-missing.ts'
import {missing} from './component/missing.ts'
import {approverMissing} from './kubelet/approver-missing.ts'
import {csrNotSigned} from './kubelet/csr-not-signed.ts'
import {csrPending} from './kubelet/csr-pending.ts'
import {csrTooOld} from './kubelet/csr-too-old.ts'
import {bundleNotSynced} from './trust/bundle-not-synced.ts'
import {noTargetNamespace} from './trust/no-target-namespace.ts'
import {sourceMissing} from './trust/source-missing.ts'

/** The catalogue, by id. A test finds the rule file that is not in it. */
export const rules: readonly AnyRule[] = [
  noApprover,
  policyUnbound,
  policyNotSelected,
  policyDenies,
  deniedRequestBlocksRetry,
  bindingToWrongSubject,
  requestWaiting,
  bundleNotSynced,
  sourceMissing,
  noTargetNamespace,
  csrPending,
  csrTooOld,
  csrNotSigned,
  approverMissing,
  missing,
  crdsMissing,
]
