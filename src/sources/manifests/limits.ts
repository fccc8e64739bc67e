/** What bounds time and memory, whatever a file or a tree holds. Sizes are in bytes, or characters where text is meant. */
export const LIMITS = {
  /** A file, a stream on stdin. */
  fileBytes: 32 * 1024 * 1024,
  /** What `kustomize` may print. */
  renderedBytes: 64 * 1024 * 1024,
  /** All manifests of one reading. */
  totalBytes: 512 * 1024 * 1024,
  /** A file that is no manifest and is only looked through for private keys. */
  otherBytes: 1024 * 1024,
  /** All such files of one reading. */
  otherTotalBytes: 256 * 1024 * 1024,
  files: 100_000,
  directoryDepth: 64,
  /** One object. An API server takes 3 MiB; YAML is longer than JSON. */
  documentChars: 4 * 1024 * 1024,
  /** YAML that is parsed in one reading, at about 1.5 MB/s. JSON has no such limit. */
  yamlChars: 48 * 1024 * 1024,
  /** Commas, colons, brackets and lines in a document: the parser needs some hundred bytes for each. */
  yamlTokens: 400_000,
  /** Values in a JSON text, each about 150 bytes. */
  jsonValues: 3_000_000,
  objects: 200_000,
  /** Levels of maps and lists. */
  nesting: 100,
  /** What aliases may add to a document: 16 per value and 1 per character. */
  aliasCost: 4 * 1024 * 1024,
  /** Lines that are kept of one object; deeper fields then have the line of what holds them. */
  linesPerObject: 20_000,
  /** What one file may add to `unreadable`, or to `exposed`. */
  entriesPerFile: 20,
  /** Of `unreadable` altogether, for what may come once for each object. */
  entriesInAll: 200,
  kustomizeSeconds: 60,
} as const
