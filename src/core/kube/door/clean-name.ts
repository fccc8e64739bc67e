import {scrubText} from './scrub/scrub.ts'

/** Longer names may hold a key: the shortest in base64 has 64 characters. */
const LONGEST_NAME = 59

/** The name of a field without key material: data keys, labels and the like may be anything. */
export const cleanName = (name: string): string => (name.length > LONGEST_NAME ? scrubText(name).text : name)
