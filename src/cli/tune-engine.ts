import {setFlagsFromString} from 'node:v8'

/** All that may be compiled into one function, beside what is smallest, in bytes of bytecode; V8's own value is 920. */
export const INLINED = '--max-inlined-bytecode-size-cumulative'

/** Where it was changed 30,000 times while V8 compiled. */
const TRIED = {oldest: 22, newest: 26}

/**
 * V8 is made for programs that run long. A run of ours is over after seconds, in which hundreds of functions judge thousands
 * of objects: compiling them takes as much CPU time as running them. With none but the smallest compiled into others it takes
 * a sixth less in all (`npm run bench:doctor`).
 *
 * Other threads may be compiling already. Each compilation takes this flag once, at its start; `--max-inlined-bytecode-size`
 * has to stay the same from its start to its end, or V8 ends the process.
 */
export const tuneEngine = (): void => {
  const major = Number.parseInt(process.versions.node, 10)
  if (major >= TRIED.oldest && major <= TRIED.newest) setFlagsFromString(`${INLINED}=0`)
}
