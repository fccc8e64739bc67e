import type {Answer} from '../core/doctor/answer.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {expiries} from '../facts/certificate/expiries.ts'
import {trustGraph} from '../facts/trust/trust-graph.ts'
import {type DoctorOptions, readForDoctor} from './read-for-doctor.ts'
import {settle} from './settle.ts'

/** What some formats show beside the report. */
const BESIDE = {expiries, graph: trustGraph} as const

export interface ConsultOptions extends DoctorOptions {
  readonly shows: readonly (keyof typeof BESIDE)[]
}

/** Reads a source, judges what it holds, and derives what is shown beside that. */
export const consult = async (source: Source, options: ConsultOptions, read: ReadOptions = {}): Promise<Answer> => {
  const {shows, rules} = options
  const first = await readForDoctor(source, {...options, beside: shows.map(name => BESIDE[name])}, read)
  const {view, report} = await settle(source, first, options, read)
  return {
    report,
    rules,
    ...(shows.includes('expiries') && {expiries: view.fact(expiries)}),
    ...(shows.includes('graph') && {graph: view.fact(trustGraph)}),
  }
}
