type Given<T> = {[K in keyof T]?: Exclude<T[K], undefined>}

/** Leaves out what is undefined, so that "not given" stays different from "given as undefined". */
export const given = <T extends object>(values: T): Given<T> => {
  const kept: Given<T> = {}
  // A loop: facts do this for every object of a cluster, and going through entries takes eight times as long.
  for (const key in values) if (values[key] !== undefined) kept[key] = values[key] as Exclude<T[typeof key], undefined>
  return kept
}
