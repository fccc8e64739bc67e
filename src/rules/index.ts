import type {AnyRule} from '../core/doctor/rule.ts'
import {approverBypass} from './approval/approver-bypass.ts'
import {approverCannotApprove} from './approval/approver-cannot-approve.ts'
import {bindingToWrongSubject} from './approval/binding-to-wrong-subject.ts'
import {deniedRequestBlocksRetry} from './approval/denied-request-blocks-retry.ts'
import {durationUnset} from './approval/duration-unset.ts'
import {noApprover} from './approval/no-approver.ts'
import {policyAllowsAnything} from './approval/policy-allows-anything.ts'
import {policyBroken} from './approval/policy-broken.ts'
import {policyDenies} from './approval/policy-denies.ts'
import {policyNotSelected} from './approval/policy-not-selected.ts'
import {policyPluginIgnored} from './approval/policy-plugin-ignored.ts'
import {policyUnbound} from './approval/policy-unbound.ts'
import {requestOverlooked} from './approval/request-overlooked.ts'
import {requestWaiting} from './approval/request-waiting.ts'
import {periodTooLong} from './canary/period-too-long.ts'
import {stale} from './canary/stale.ts'
import {backingOff} from './certificate/backing-off.ts'
import {chainIncomplete} from './certificate/chain-incomplete.ts'
import {cnOnly} from './certificate/cn-only.ts'
import {droppedByCa} from './certificate/dropped-by-ca.ts'
import {expired} from './certificate/expired.ts'
import {expiresBeforeRetry} from './certificate/expires-before-retry.ts'
import {expiring} from './certificate/expiring.ts'
import {foreignWriter} from './certificate/foreign-writer.ts'
import {issuedButNotStored} from './certificate/issued-but-not-stored.ts'
import {keyMismatch} from './certificate/key-mismatch.ts'
import {nameUnprovable} from './certificate/name-unprovable.ts'
import {notADnsName} from './certificate/not-a-dns-name.ts'
import {orphanSecret} from './certificate/orphan-secret.ts'
import {outlivesIssuer} from './certificate/outlives-issuer.ts'
import {outsideCaLimits} from './certificate/outside-ca-limits.ts'
import {overwritesCaSecret} from './certificate/overwrites-ca-secret.ts'
import {renewBeforeIgnored} from './certificate/renew-before-ignored.ts'
import {renewalOverdue} from './certificate/renewal-overdue.ts'
import {sanMismatch} from './certificate/san-mismatch.ts'
import {secretMalformed} from './certificate/secret-malformed.ts'
import {secretShared} from './certificate/secret-shared.ts'
import {signedByRetiredCa} from './certificate/signed-by-retired-ca.ts'
import {stuckIssuing} from './certificate/stuck-issuing.ts'
import {weakKey} from './certificate/weak-key.ts'
import {clusterCaExpiring} from './client/cluster-ca-expiring.ts'
import {kubeconfigExpiring} from './client/kubeconfig-expiring.ts'
import {talosconfigExpiring} from './client/talosconfig-expiring.ts'
import {belowSecurityFloor} from './component/below-security-floor.ts'
import {crdsMissing} from './component/crds-missing.ts'
import {missing} from './component/missing.ts'
import {unavailable} from './component/unavailable.ts'
import {versionSkew} from './component/version-skew.ts'
import {webhookUnreachable} from './component/webhook-unreachable.ts'
import {apiserviceSkipsVerification} from './consumer/apiservice-skips-verification.ts'
import {hostNotCovered} from './consumer/host-not-covered.ts'
import {orderRefused} from './consumer/order-refused.ts'
import {secretMissing} from './consumer/secret-missing.ts'
import {serviceNameNotCovered} from './consumer/service-name-not-covered.ts'
import {verificationDisabled} from './consumer/verification-disabled.ts'
import {webhookCaBundleInvalid} from './consumer/webhook-ca-bundle-invalid.ts'
import {acmeProductionLoop} from './issuer/acme-production-loop.ts'
import {acmeSolverUnreachable} from './issuer/acme-solver-unreachable.ts'
import {acmeStaging} from './issuer/acme-staging.ts'
import {caCannotSign} from './issuer/ca-cannot-sign.ts'
import {caExpiring} from './issuer/ca-expiring.ts'
import {caKeyRotates} from './issuer/ca-key-rotates.ts'
import {durationOverClaim} from './issuer/duration-over-claim.ts'
import {endpointUntrusted} from './issuer/endpoint-untrusted.ts'
import {groupOmitted} from './issuer/group-omitted.ts'
import {leafFromBootstrapIssuer} from './issuer/leaf-from-bootstrap-issuer.ts'
import {missingIssuer} from './issuer/missing.ts'
import {notACa} from './issuer/not-a-ca.ts'
import {issuerNotReady} from './issuer/not-ready.ts'
import {provisionerMismatch} from './issuer/provisioner-mismatch.ts'
import {provisionerPassword} from './issuer/provisioner-password.ts'
import {requestWriteStorm} from './issuer/request-write-storm.ts'
import {secretInWrongNamespace} from './issuer/secret-in-wrong-namespace.ts'
import {staleReady} from './issuer/stale-ready.ts'
import {stepCaBootstrapAndInject} from './issuer/step-ca-bootstrap-and-inject.ts'
import {stepCaNameMismatch} from './issuer/step-ca-name-mismatch.ts'
import {stepCaPersistenceMisplaced} from './issuer/step-ca-persistence-misplaced.ts'
import {urlSanMismatch} from './issuer/url-san-mismatch.ts'
import {apiserverDoesNotVerify} from './kubelet/apiserver-does-not-verify.ts'
import {approverFloatingTag} from './kubelet/approver-floating-tag.ts'
import {approverMissing} from './kubelet/approver-missing.ts'
import {csrApprovedThenFailed} from './kubelet/csr-approved-then-failed.ts'
import {csrDeniedLoop} from './kubelet/csr-denied-loop.ts'
import {csrNotSigned} from './kubelet/csr-not-signed.ts'
import {csrPending} from './kubelet/csr-pending.ts'
import {csrTooOld} from './kubelet/csr-too-old.ts'
import {servingBootstrapOff} from './kubelet/serving-bootstrap-off.ts'
import {servingCappedByCa} from './kubelet/serving-capped-by-ca.ts'
import {servingSelfSigned} from './kubelet/serving-self-signed.ts'
import {layerWithoutDependsOn} from './repository/layer-without-depends-on.ts'
import {layerWithoutHealthCheck} from './repository/layer-without-health-check.ts'
import {privateKeyInRepository} from './repository/private-key-in-repository.ts'
import {bundleAdoptsForeignObject} from './trust/bundle-adopts-foreign-object.ts'
import {bundleHoldsExpired} from './trust/bundle-holds-expired.ts'
import {bundleHoldsNonCa} from './trust/bundle-holds-non-ca.ts'
import {bundleNotSynced} from './trust/bundle-not-synced.ts'
import {caKeyCopied} from './trust/ca-key-copied.ts'
import {issuerNotInBundle} from './trust/issuer-not-in-bundle.ts'
import {mountedBundleAbsent} from './trust/mounted-bundle-absent.ts'
import {noTargetNamespace} from './trust/no-target-namespace.ts'
import {privateKeyInConfigmap} from './trust/private-key-in-configmap.ts'
import {sourceMissing} from './trust/source-missing.ts'
import {sourceRotates} from './trust/source-rotates.ts'
import {subpathMount} from './trust/subpath-mount.ts'
import {targetDrift} from './trust/target-drift.ts'
import {targetKindDisabled} from './trust/target-kind-disabled.ts'

/** The catalogue, by id. A test finds the rule file that is not in it. */
export const rules: readonly AnyRule[] = [
  expired,
  expiresBeforeRetry,
  renewalOverdue,
  keyMismatch,
  chainIncomplete,
  sanMismatch,
  secretShared,
  weakKey,
  outlivesIssuer,
  signedByRetiredCa,
  renewBeforeIgnored,
  backingOff,
  droppedByCa,
  stuckIssuing,
  secretMalformed,
  cnOnly,
  notADnsName,
  foreignWriter,
  expiring,
  issuedButNotStored,
  overwritesCaSecret,
  orphanSecret,
  nameUnprovable,
  outsideCaLimits,
  issuerNotReady,
  missingIssuer,
  secretInWrongNamespace,
  caExpiring,
  notACa,
  urlSanMismatch,
  endpointUntrusted,
  provisionerMismatch,
  provisionerPassword,
  staleReady,
  durationOverClaim,
  groupOmitted,
  acmeProductionLoop,
  acmeStaging,
  acmeSolverUnreachable,
  leafFromBootstrapIssuer,
  stepCaBootstrapAndInject,
  stepCaPersistenceMisplaced,
  stepCaNameMismatch,
  requestWriteStorm,
  caKeyRotates,
  caCannotSign,
  noApprover,
  policyUnbound,
  policyNotSelected,
  policyDenies,
  policyBroken,
  durationUnset,
  approverBypass,
  approverCannotApprove,
  deniedRequestBlocksRetry,
  policyAllowsAnything,
  bindingToWrongSubject,
  requestWaiting,
  policyPluginIgnored,
  requestOverlooked,
  bundleNotSynced,
  sourceMissing,
  issuerNotInBundle,
  targetDrift,
  noTargetNamespace,
  sourceRotates,
  bundleHoldsNonCa,
  bundleHoldsExpired,
  caKeyCopied,
  privateKeyInConfigmap,
  subpathMount,
  mountedBundleAbsent,
  targetKindDisabled,
  bundleAdoptsForeignObject,
  csrPending,
  csrTooOld,
  csrDeniedLoop,
  csrNotSigned,
  servingSelfSigned,
  servingBootstrapOff,
  approverMissing,
  approverFloatingTag,
  apiserverDoesNotVerify,
  csrApprovedThenFailed,
  servingCappedByCa,
  hostNotCovered,
  secretMissing,
  serviceNameNotCovered,
  webhookCaBundleInvalid,
  apiserviceSkipsVerification,
  verificationDisabled,
  orderRefused,
  stale,
  periodTooLong,
  missing,
  belowSecurityFloor,
  unavailable,
  webhookUnreachable,
  versionSkew,
  crdsMissing,
  privateKeyInRepository,
  layerWithoutDependsOn,
  layerWithoutHealthCheck,
  kubeconfigExpiring,
  talosconfigExpiring,
  clusterCaExpiring,
]
