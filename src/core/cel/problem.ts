/** Why an expression does not compile. `detail` is one clause without a full stop. */
export class CelProblem extends Error {
  /** Where in the expression: characters before it. */
  readonly at: number

  constructor(at: number, detail: string) {
    super(detail)
    this.at = at
  }
}
