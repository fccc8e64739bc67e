import {setFlagsFromString} from 'node:v8'

/**
 * V8 is made for programs that run long. A run of ours is over after seconds, in which hundreds of functions judge thousands
 * of objects: compiling them takes as much CPU time as running them. With none but the smallest compiled into others it takes
 * a tenth less in all (`npm run bench:doctor`).
 */
export const tuneEngine = (): void => setFlagsFromString('--max-inlined-bytecode-size=40')
