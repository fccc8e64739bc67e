/** Loaded into the program by `--import`: its clock is off by so many milliseconds. */
const shift = Number(process.env.CLOCK_SHIFT_MILLISECONDS)
const RealDate = Date

const Shifted = class extends RealDate {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [RealDate.now() + shift] : given) as [number]))
  }

  static override now(): number {
    return RealDate.now() + shift
  }
}

globalThis.Date = Shifted as DateConstructor

export {}
