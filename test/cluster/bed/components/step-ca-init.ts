import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../bed.ts'
import {toolPath} from '../build/tools.ts'
import {runTool} from '../run-tool.ts'
import {type StepCaFiles, type StepRelease, serviceName} from './step-ca-objects.ts'

/** The chart's default for `ca.dns`. */
const dnsNames = (at: StepRelease): readonly string[] => at.dns ?? [serviceName(at), '127.0.0.1']

const initArguments = (at: StepRelease, password: string, provisionerPassword: string): readonly string[] => [
  ...['ca', 'init', '--deployment-type=standalone', '--name=Step Certificates', `--dns=${dnsNames(at).join(',')}`],
  ...['--address=:9000', '--provisioner=admin', `--with-ca-url=https://${serviceName(at)}`],
  ...[`--password-file=${password}`, `--provisioner-password-file=${provisionerPassword}`],
]

/** Paths as in the container. */
const readFolder = (home: string, name: string): Readonly<Record<string, string>> => {
  const folder = path.join(home, name)
  const files = readdirSync(folder, {withFileTypes: true}).filter(one => one.isFile())
  return Object.fromEntries(
    files.map(one => [one.name, readFileSync(path.join(folder, one.name), 'utf8').replaceAll(home, '/home/step')]),
  )
}

/** Makes a new CA with the chart's names and defaults, by the same `step ca init` as its bootstrap Job. */
export const initStepCa = async (
  bed: Bed,
  at: StepRelease,
  passwords: {readonly ca: string; readonly provisioner: string},
): Promise<StepCaFiles> => {
  const home = path.join(bed.ground.run, `step-init-${at.namespace}-${at.release}`)
  const files = {ca: `${home}-ca-password`, provisioner: `${home}-provisioner-password`}
  mkdirSync(home, {recursive: true, mode: 0o700})
  for (const which of ['ca', 'provisioner'] as const) writeFileSync(files[which], passwords[which], {mode: 0o600})
  const args = initArguments(at, files.ca, files.provisioner)
  await runTool(await toolPath('step'), args, {env: {...bed.ground.env, STEPPATH: home}, cwd: bed.ground.run})
  const made = {
    config: readFolder(home, 'config'),
    certs: readFolder(home, 'certs'),
    secrets: readFolder(home, 'secrets'),
  }
  for (const one of [home, ...Object.values(files)]) rmSync(one, {recursive: true})
  return made
}
