/** Names for a message, the first few of many: `a, b, c and 4 more`. */
export const listed = (names: readonly string[], most = 3): string =>
  names.length <= most + 1 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
