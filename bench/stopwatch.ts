/** What some work took, in milliseconds. CPU time counts all threads: garbage collection and compilation too. */
export interface Spent {
  readonly wall: number
  readonly cpu: number
}

/** Tells what each part of some work took, so that the parts add up to the whole: a part that calls another is not charged for it. */
export class Stopwatch {
  readonly #spent = new Map<string, Spent>()
  readonly #stack: string[]
  #last = present()

  constructor(part: string) {
    this.#stack = [part]
  }

  /** From here on it is another part that works. */
  turnTo(part: string): void {
    this.#charge()
    this.#stack[this.#stack.length - 1] = part
  }

  /** Work that a part calls, which is a part of its own. */
  within<T>(part: string, work: () => T): T {
    this.#charge()
    this.#stack.push(part)
    try {
      return work()
    } finally {
      this.#charge()
      this.#stack.pop()
    }
  }

  parts(): ReadonlyMap<string, Spent> {
    this.#charge()
    return this.#spent
  }

  #charge(): void {
    const part = this.#stack.at(-1) ?? ''
    const now = present()
    const {wall, cpu} = this.#spent.get(part) ?? {wall: 0, cpu: 0}
    this.#spent.set(part, {wall: wall + now.wall - this.#last.wall, cpu: cpu + now.cpu - this.#last.cpu})
    this.#last = now
  }
}

const present = (): Spent => {
  const {user, system} = process.cpuUsage()
  return {wall: performance.now(), cpu: (user + system) / 1000}
}
