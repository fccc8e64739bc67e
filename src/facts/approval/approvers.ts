import {given} from '../../core/given.ts'
import {known, type Reading, type Unknown, unknown, valueOr} from '../../core/knowing.ts'
import {flag, text, texts} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type BoundSubject, type Identity, isSubject, serviceAccountIdentity} from '../../core/rbac/identity.ts'
import {components, type Installation, installationsOf, isInstalled} from '../component/components.ts'
import {CERT_MANAGER_GROUP, type IssuerRef, STEP_GROUP, signerNames} from '../issuer/issuer-ref.ts'
import {RBAC_KINDS, type Rbac, rbac} from '../rbac.ts'
import {certManagerIdentity, type Requester} from './requesters.ts'

/** Who may set the Approved condition on requests for one signer. */
export interface Approvers {
  /** cert-manager's own approver: it runs, and the admission webhook lets it approve this signer. */
  readonly builtIn: Reading<boolean>
  /** Its controller is switched off: no grant makes it approve anything. */
  readonly builtInIsOff: boolean
  /** approver-policy: it is there, and may approve this signer. */
  readonly policy: Reading<boolean>
  /** As whom it runs, where it is there. */
  readonly runsAs?: Identity
  /** Whether approver-policy is there at all. */
  readonly policyInstalled: Reading<boolean>
  /** Others that are granted `approve` on this signer by name, such as another approver or a person. */
  readonly others: readonly BoundSubject[]
  /** Why there may be others that were not seen. */
  readonly unseen?: Unknown
}

/** Answers for any signer. The rights are those that cert-manager's webhook asks for, once for all requests of a signer. */
export interface ApproverLookup {
  of(issuer: IssuerRef, namespace: string): Approvers
}

export const approvers: Fact<ApproverLookup> = {
  name: 'approvers',
  of: rbac.of,
  reads: [...rbac.reads, ...components.of, ...components.reads, ...certManagerIdentity.reads],
  derive: view => {
    const rights = view.fact(rbac)
    if (!rights.known) return rights
    const all = valueOr(view.fact(components), [])
    const certManager = view.fact(certManagerIdentity)
    const unseen = unseenRights(view)
    return known({
      of: (issuer, namespace) => {
        const names = signerNames(issuer, namespace)
        const asker: Asker = {rights: rights.value, all, names, issuer}
        const policies = installationsOf(all, 'approver-policy')
        return {
          builtInIsOff: installationsOf(all, 'cert-manager').some(isSwitchedOff),
          builtIn: builtIn(asker, certManager, isInstalled(view, 'cert-manager')),
          policy: byPolicy(asker, policies),
          policyInstalled: isInstalled(view, 'approver-policy'),
          ...given({runsAs: policies.map(identityOf)[0]}),
          others: others(asker, [
            ...(certManager.known ? [certManager.value.identity] : []),
            ...policies.map(identityOf),
          ]),
          ...(unseen !== undefined && {unseen}),
        }
      },
    })
  },
}

/** Roles and bindings that were not looked at may grant anything to anybody. */
const unseenRights = (view: View): Unknown | undefined => {
  const kind = RBAC_KINDS.find(each => !view.isClosed(each))
  if (kind === undefined) return undefined
  return view.gaps(kind)[0]?.because ?? {reason: 'undeclared', detail: 'not all roles and bindings were seen'}
}

interface Asker {
  readonly rights: Rbac
  readonly all: readonly Installation[]
  readonly names: readonly string[]
  readonly issuer: IssuerRef
}

const access = (name: string) => ({verb: 'approve', group: CERT_MANAGER_GROUP, resource: 'signers', name})

const identityOf = ({serviceAccount: {namespace, name}}: Installation): Identity =>
  serviceAccountIdentity(namespace, name)

const builtIn = (asker: Asker, certManager: Reading<Requester>, isThere: Reading<boolean>): Reading<boolean> => {
  if (installationsOf(asker.all, 'cert-manager').some(isSwitchedOff)) return known(false)
  if (!certManager.known) return isThere.known && !isThere.value ? isThere : certManager
  return mayApprove(asker, certManager.value.identity)
}

/** `disableAutoApproval` of the chart, or what it makes of it: `--controllers=…-certificaterequests-approver`. */
const isSwitchedOff = ({args, release}: Installation): boolean =>
  args.some(arg => arg.startsWith('--controllers=') && arg.includes('-certificaterequests-approver')) ||
  flag(release?.values, 'disableAutoApproval') === true

const byPolicy = (asker: Asker, installed: readonly Installation[]): Reading<boolean> => {
  const answers = installed.map(each => mayApprove(asker, identityOf(each)))
  const yes = answers.find(answer => answer.known && answer.value)
  return (
    yes ?? answers.find(answer => !answer.known) ?? answers[0] ?? unknown('undeclared', 'approver-policy was not seen')
  )
}

const mayApprove = (asker: Asker, who: Identity): Reading<boolean> => {
  if (unrendered(asker.all).some(installation => chartGrants(installation, asker, who))) return known(true)
  const answers = asker.names.map(name => asker.rights.may(who, access(name)))
  const yes = answers.find(answer => answer.known && answer.value)
  return yes ?? answers.find(answer => !answer.known) ?? known(false)
}

/** Releases whose objects are not there to look at; where they are, the roles and bindings speak for themselves. */
const unrendered = (all: readonly Installation[]): readonly Installation[] =>
  all.filter(
    ({from, component}) =>
      from === 'release' && !installationsOf(all, component).some(each => each.from === 'workload'),
  )

/** What the charts of the components grant by themselves, which shows in no manifest of a repository that only names them. */
const chartGrants = (installation: Installation, asker: Asker, who: Identity): boolean => {
  const {component, release} = installation
  if (release === undefined) return false
  const {values} = release
  const covers = (allowed: readonly string[]) =>
    allowed.length === 0 || asker.names.some(name => allowed.includes(name))
  const isOwn = identityOf(installation).user === who.user
  switch (component) {
    case 'cert-manager': {
      const names = values.approveSignerNames === undefined ? BUILT_IN_SIGNERS : texts(values, 'approveSignerNames')
      return isOwn && covers(names)
    }
    case 'approver-policy':
      return isOwn && covers(texts(values, 'app', 'approveSignerNames'))
    case 'step-issuer': {
      const name = text(values, 'certManager', 'serviceAccount', 'name') ?? 'cert-manager'
      const namespace = text(values, 'certManager', 'serviceAccount', 'namespace') ?? 'cert-manager'
      return asker.issuer.group === STEP_GROUP && serviceAccountIdentity(namespace, name).user === who.user
    }
    default:
      return false
  }
}

/** Default of `approveSignerNames` in cert-manager's chart. */
const BUILT_IN_SIGNERS = [`issuers.${CERT_MANAGER_GROUP}/*`, `clusterissuers.${CERT_MANAGER_GROUP}/*`]

/** Rights that come from `*` alone (cluster-admin) say nothing: whoever has everything is hardly an approver. */
const others = ({rights, names}: Asker, seen: readonly Identity[]): readonly BoundSubject[] =>
  names
    .flatMap(name => rights.grantsFor(access(name)))
    .filter(({rule}) => rule.resources.includes('signers'))
    .flatMap(({subjects}) => subjects)
    .filter(subject => !seen.some(identity => isSubject(subject, identity)))
