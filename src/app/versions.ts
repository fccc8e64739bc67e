import {type ComponentVersion, parseImage, type Versions} from '../core/component.ts'
import {known} from '../core/knowing.ts'
import {viewOf} from '../core/kube/view.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {components, type Installation} from '../facts/component/components.ts'

/** What runs where: the API server's version, and those of the controllers of the trust layer. */
export const versions = async (source: Source, read: ReadOptions = {}): Promise<Versions> => {
  const snapshot = await source.read({kinds: [...components.of, ...components.reads]}, read)
  const found = viewOf(snapshot).fact(components)
  return {
    ...(snapshot.serverVersion !== undefined && {server: snapshot.serverVersion}),
    components: found.known ? known(found.value.filter(isFirst).map(versionOf)) : found,
  }
}

/** A release and the workload that it made are one installation; workloads come first. */
const isFirst = (each: Installation, index: number, all: readonly Installation[]): boolean =>
  all.findIndex(other => other.component === each.component && other.namespace === each.namespace) === index

const versionOf = ({component, image, release, namespace, object}: Installation): ComponentVersion => {
  const {tag, digest} = parseImage(image ?? '')
  return {component, version: tag ?? release?.version ?? digest ?? 'unknown', where: `${namespace}/${object.ref.name}`}
}
