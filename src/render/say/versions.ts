import type {Versions} from '../../core/component.ts'
import {shown, shownName} from '../escape.ts'
import {pad} from '../wrap.ts'

interface Client {
  readonly version: string
  readonly node: string
  readonly platform: string
}

/** As `kubectl version` shows it, with a line for each controller that was found. */
export const sayVersions = ({version, node, platform}: Client, {server, components}: Partial<Versions>): string => {
  const lines = [`Client Version: ${version} (Node ${node}, ${platform})`]
  if (server !== undefined) lines.push(`Server Version: ${shownName(server)}`)
  if (components?.known === false) lines.push(`Components: not known, ${shown(components.because.detail)}`)
  if (components?.known === true) {
    const width = Math.max(...components.value.map(({component}) => component.length), 0)
    lines.push(
      ...components.value.map(
        ({component, version: found, where}) => `${pad(component, width)}  ${shownName(found)}  ${shownName(where)}`,
      ),
    )
  }
  return `${lines.join('\n')}\n`
}
