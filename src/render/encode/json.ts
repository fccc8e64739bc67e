import {escapeHidden} from '../escape.ts'

/** JSON for machines: two spaces, a line feed at the end, and no character that a terminal would obey. */
export const encodeJson = (value: unknown): string => `${escapeHidden(JSON.stringify(value, null, 2))}\n`
