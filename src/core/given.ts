/** Leaves out what is undefined, so that "not given" stays different from "given as undefined". */
export const given = <T extends object>(values: T): {[K in keyof T]?: Exclude<T[K], undefined>} =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
