/**
 * A file as an artifactLocation (SARIF §3.4): relative ones are below the root of the sources, which is what code scanning
 * services resolve `%SRCROOT%` to.
 */
export const artifactUri = (file: string): {readonly uri: string; readonly uriBaseId?: string} => {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  if (/^[A-Za-z]:\//.test(path)) return {uri: `file:///${encoded(path)}`}
  return path.startsWith('/') ? {uri: `file://${encoded(path)}`} : {uri: encoded(path), uriBaseId: '%SRCROOT%'}
}

/** Each segment percent-encoded; a lone surrogate, which no URI can hold, as the replacement character. */
const encoded = (path: string): string =>
  path
    .toWellFormed()
    .split('/')
    .map(part => encodeURIComponent(part).replace(/^([A-Za-z])%3A$/, '$1:'))
    .join('/')
