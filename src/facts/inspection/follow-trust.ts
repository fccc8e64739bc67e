import {ReadingList} from '../../core/inspect/reading-list.ts'
import {valueOr} from '../../core/knowing.ts'
import type {View} from '../../core/kube/view.ts'
import type {ReadPlan} from '../../core/ports.ts'
import {readCertificates} from '../../core/x509/pem/bundle.ts'
import {issuers} from '../issuer/issuers.ts'
import {bundleSources} from '../trust/bundle-sources.ts'
import type {Placed} from './anchors.ts'
import {wantControllers} from './neighbours.ts'

/** What to read next to know what a cluster trusts: its own CA, the sources of Bundles, the CAs of cluster-wide issuers. */
export const followTrust = (view: View, asked: Set<string>): ReadPlan | null => {
  const wants = new ReadingList()
  wants.list(
    'trust.cert-manager.io/bundles',
    'cert-manager.io/clusterissuers',
    'certmanager.step.sm/stepclusterissuers',
  )
  wants.get({kind: 'core/configmaps', namespace: 'kube-system', name: 'kube-root-ca.crt'})
  wantControllers(wants, view)
  wantAnchors(wants, view)
  return wants.plan(asked, target => view.find(target).known)
}

/** The Secrets of the issuers that were seen, and the sources of the Bundles, wherever they lie. */
export const wantAnchors = (wants: ReadingList, view: View): void => {
  for (const issuer of valueOr(view.fact(issuers), [])) {
    for (const {target, purpose} of issuer.secrets) if (purpose === 'signing') wants.get(target)
  }
  for (const {target} of valueOr(view.fact(bundleSources), [])) if (target.known) wants.get(target.value)
}

/** What a machine trusts, out of PEM texts. */
export const systemAnchors = (texts: readonly string[]): readonly Placed[] =>
  texts.flatMap(text =>
    readCertificates(text).certificates.map(certificate => ({
      certificate,
      place: {is: 'system' as const, at: 'the roots of this machine'},
    })),
  )
