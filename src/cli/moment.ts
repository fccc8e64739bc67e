import {PkiError} from '../core/errors.ts'

/** `--now`. @throws PkiError E_USAGE where it is no RFC 3339 time */
export const momentFlag = (value: string | undefined): Date | undefined => {
  if (value === undefined) return undefined
  const time = Date.parse(value)
  if (Number.isNaN(time))
    throw new PkiError('E_USAGE', `--now wants a time such as 2026-11-22T12:00:00Z, not ${JSON.stringify(value)}`)
  return new Date(time)
}
