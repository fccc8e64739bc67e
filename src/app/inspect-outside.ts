import {PkiError} from '../core/errors.ts'
import {describeEndpoint} from '../core/inspect/endpoint.ts'
import type {Gap, Inspection} from '../core/inspect/inspection.ts'
import type {Outside} from '../core/inspect/outside.ts'
import type {OutsideTarget} from '../core/inspect/target.ts'
import type {Endpoint, Snapshot} from '../core/kube/snapshot.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions} from '../core/ports.ts'
import {accessDraft, givenAnchors} from '../facts/inspection/access-draft.ts'
import {anchorsOf} from '../facts/inspection/anchors.ts'
import type {InspectionContext} from '../facts/inspection/context.ts'
import {type Draft, inspectionOf} from '../facts/inspection/draft.ts'
import {fileDraft, isEmptyFile} from '../facts/inspection/file-draft.ts'
import {systemAnchors} from '../facts/inspection/follow-trust.ts'
import {servedBy} from '../facts/inspection/served-draft.ts'
import {NOTHING} from './read-for-inspect.ts'

export interface OutsideOptions {
  readonly outside: Outside
  readonly now: Date
  /** What is known of the cluster, for its trust anchors. */
  readonly trusted: Snapshot
  /** Why that is not known. */
  readonly untold?: Gap
}

/** Looks at servers, files and configurations of clients, each judged by what it holds itself, by `trusted` and by this machine's roots. */
export const inspectOutside = async (
  targets: readonly OutsideTarget[],
  options: OutsideOptions,
  read: ReadOptions,
): Promise<readonly Inspection[]> => {
  const system = systemAnchors(await options.outside.systemRoots())
  return Promise.all(targets.map(target => inspectOne(target, {...options, system}, read)))
}

type Given = OutsideOptions & {readonly system: ReturnType<typeof systemAnchors>}

const inspectOne = (target: OutsideTarget, given: Given, read: ReadOptions): Promise<Inspection> => {
  switch (target.is) {
    case 'server':
      return inspectServer(target.endpoint, given, read)
    case 'file':
      return inspectFile(target.path, given, read)
    case 'apiserver':
      return inspectApiServer(given, read)
    case 'kubeconfig':
    case 'talosconfig':
      return inspectConfig(target.is, given, read)
  }
}

const contextOf = ({trusted, now, system}: Given, snapshot: Partial<Snapshot> = {}): InspectionContext => {
  const view = viewOf({...trusted, ...snapshot})
  return {view, now, anchors: anchorsOf(view, system)}
}

const shownAs = (context: InspectionContext, target: string, draft: Draft): Inspection =>
  inspectionOf(context, {target, subject: null, state: 'shown'}, draft)

const inspectServer = async (endpoint: Endpoint, given: Given, read: ReadOptions): Promise<Inspection> => {
  const context = contextOf(given, {handshakes: await given.outside.shakeHands([endpoint], read)})
  const served = servedBy(context, endpoint) ?? NO_DRAFT
  const gaps = [...served.gaps, ...(given.untold === undefined ? [] : [given.untold])]
  return serverInspection(context, `tls://${describeEndpoint(endpoint)}`, {...served, gaps})
}

/** A server that showed nothing could not be looked at. */
const serverInspection = (context: InspectionContext, target: string, draft: Draft): Inspection => {
  const state = draft.parts.handshake === undefined ? 'unknown' : 'shown'
  return inspectionOf(context, {target, subject: null, state}, draft)
}

const NO_DRAFT: Draft = {held: [], parts: {}, gaps: []}

const inspectFile = async (path: string, given: Given, read: ReadOptions): Promise<Inspection> => {
  const file = await given.outside.file(path, read)
  if (isEmptyFile(file)) {
    throw new PkiError('E_FILE_UNREADABLE', `${file.at} holds no certificate, request or key`, {
      fix: 'Look at an object in manifests with `kubectl pki inspect KIND/NAME -f PATH`.',
    })
  }
  const context = contextOf(given)
  return shownAs(context, file.at, fileDraft(context, file))
}

const inspectConfig = async (
  is: 'kubeconfig' | 'talosconfig',
  given: Given,
  read: ReadOptions,
): Promise<Inspection> => {
  const config = await given.outside[is](read)
  const context = contextOf({...given, system: []})
  return shownAs(context, `${is} ${config.files.join(', ')}`, accessDraft(context, config))
}

/** What the API server shows, what kubectl verifies that by, and what kubectl shows to it. */
const inspectApiServer = async (given: Given, read: ReadOptions): Promise<Inspection> => {
  const {endpoint, context: client, detour} = await given.outside.apiServer(read)
  const all = contextOf(given, {handshakes: await given.outside.shakeHands([endpoint], read)})
  // kubectl takes the roots of the machine only where it is given no CA.
  const own = givenAnchors(all, client)
  const context = {...all, anchors: anchorsOf(viewOf(NOTHING), own.length > 0 ? own : given.system)}
  const served = servedBy(context, endpoint) ?? NO_DRAFT
  const access = accessDraft(context, {files: [], contexts: [client]})
  return serverInspection(context, `apiserver ${describeEndpoint(endpoint)}`, {
    held: [...served.held, ...access.held],
    parts: {...served.parts, ...access.parts},
    gaps: [
      ...served.gaps,
      ...(detour === undefined
        ? []
        : [{part: 'what kubectl sees', because: {reason: 'not-collected' as const, detail: detour}}]),
    ],
  })
}
