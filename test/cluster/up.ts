/**
 * Starts a bed and keeps it until Ctrl-C.
 *
 * usage: node test/cluster/up.ts [--with cert-manager,step,…] [--approver policy|builtin] [--nodes N] [--dir D]
 */
import {parseArgs} from 'node:util'
import {missingFor} from './bed/build/tools.ts'
import type {ComponentName} from './bed/components/component.ts'
import {components} from './bed/components/components.ts'
import {type BedOptions, groupsFor, startBed} from './bed/start-bed.ts'

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const optionsOf = (args: readonly string[]): BedOptions => {
  const strings = {with: {type: 'string', multiple: true}, approver: {type: 'string'}, nodes: {type: 'string'}} as const
  const {values} = parseArgs({args: [...args], options: {...strings, dir: {type: 'string'}}})
  const names = (values.with ?? []).flatMap(one => one.split(',')).filter(Boolean)
  const unknown = names.find(name => !(name in components))
  if (unknown !== undefined) throw new Error(`no component ${unknown}; there are ${Object.keys(components).join(', ')}`)
  return {
    with: names as ComponentName[],
    approver: values.approver === 'builtin' ? 'builtin' : 'policy',
    ...(values.nodes === undefined ? {} : {nodes: Number(values.nodes)}),
    ...(values.dir === undefined ? {} : {folder: values.dir}),
  }
}

const untilInterrupted = (): Promise<unknown> => {
  const idle = setInterval(() => undefined, 3_600_000)
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
  }).finally(() => clearInterval(idle))
}

const up = async (options: BedOptions): Promise<void> => {
  const started = Date.now()
  const bed = await startBed(options)
  say(`up in ${((Date.now() - started) / 1000).toFixed(1)} s: ${bed.server}, logs in ${bed.logs}. Ctrl-C stops it.`)
  process.stdout.write(`${bed.kubeconfig}\n`)
  await untilInterrupted()
  await bed.stop()
}

const options = optionsOf(process.argv.slice(2))
const missing = missingFor(groupsFor(options))
if (missing === undefined) await up(options)
else {
  say(`the test bed cannot start here: ${missing}`)
  process.exitCode = 3
}
