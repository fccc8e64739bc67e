import {type Lines, sideOfLines, type VersionDocument} from '../../core/version-document.ts'
import {shown, shownName} from '../escape.ts'
import {pad} from '../wrap.ts'

/** As `kubectl version` shows it, with what it was made for, and a line for each controller that was found. */
export const sayVersions = ({clientVersion, madeFor, serverVersion, components}: VersionDocument): string => {
  const {gitVersion, node, platform} = clientVersion
  const lines = [`Client Version: ${gitVersion} (Node ${node}, ${platform})`, `Made For: ${sayLines(madeFor)}`]
  if (serverVersion !== undefined) {
    const server = serverVersion.gitVersion
    lines.push(`Server Version: ${shownName(server)}${doubtOf('kubernetes', server)}`)
  }
  if (components?.known === false) lines.push(`Components: not known, ${shown(components.because.detail)}`)
  if (components?.known === true) {
    const width = Math.max(...components.value.map(({component}) => component.length), 0)
    const versions = Math.max(...components.value.map(({version}) => shownName(version).length), 0)
    lines.push(
      ...components.value.map(
        ({component, version, where}) =>
          `${pad(component, width)}  ${pad(shownName(version), versions)}  ${shownName(where)}${doubtOf(component, version)}`,
      ),
    )
  }
  return `${lines.join('\n')}\n`
}

const sayLines = (madeFor: VersionDocument['madeFor']): string =>
  Object.entries(madeFor)
    .map(
      ([name, {oldest, newest}]: [string, Lines]) =>
        `${name === 'kubernetes' ? 'Kubernetes' : name} ${oldest} to ${newest}`,
    )
    .join(', ')

const doubtOf = (what: string, version: string): string => {
  const side = sideOfLines(what, version)
  return side === undefined ? '' : `  (${side} than what this client was made for)`
}
