import {randomBytes} from 'node:crypto'
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../bed.ts'
import {isHealthyTls} from '../control-plane/health.ts'
import type {Component} from './component.ts'
import {initStepCa} from './step-ca-init.ts'
import {fullName, type StepRelease, serviceName, stepCaBootstrap, stepCaWorkload} from './step-ca-objects.ts'

const defaultRelease: StepRelease = {release: 'step-ca', namespace: 'step-ca'}

const randomPassword = (): string => randomBytes(24).toString('base64url').replaceAll(/[-_]/g, 'x')

/** What somebody needs who writes a StepIssuer. */
export interface StepCa {
  readonly namespace: string
  readonly fullName: string
  /** By the chart's long Service name. */
  readonly url: string
  readonly rootPem: string
  readonly kid: string
  /** Of the Secret with the provisioner's password, under the key `password`. */
  readonly passwordSecret: string
}

const configMap = async (bed: Bed, at: StepRelease, suffix: string): Promise<Readonly<Record<string, string>>> =>
  (await bed.api.get(`/api/v1/namespaces/${at.namespace}/configmaps/${fullName(at)}-${suffix}`)).data ?? {}

/** Reads out of the cluster what the issuer of a step-ca has to say. */
export const stepCaOf = async (bed: Bed, at: StepRelease = defaultRelease): Promise<StepCa> => {
  const config = JSON.parse((await configMap(bed, at, 'config'))['ca.json'] ?? '')
  const name = fullName(at)
  return {
    ...{namespace: at.namespace, fullName: name, url: `https://${serviceName(at)}`},
    rootPem: (await configMap(bed, at, 'certs'))['root_ca.crt'] ?? '',
    kid: config.authority.provisioners[0].key.kid,
    passwordSecret: `${name}-provisioner-password`,
  }
}

/** What a kubelet would mount, with the listening address of this machine. Returns the path of ca.json. */
const mountConfig = async (bed: Bed, at: StepRelease, port: number): Promise<string> => {
  const home = path.join(bed.ground.run, `${at.namespace}-${fullName(at)}`)
  for (const folder of ['config', 'certs', 'secrets']) {
    mkdirSync(path.join(home, folder), {recursive: true, mode: 0o700})
    for (const [name, text] of Object.entries(await configMap(bed, at, folder))) {
      const here = text.replaceAll('/home/step', home).replace(/"address":\s*"[^"]*"/, `"address": "127.0.0.1:${port}"`)
      writeFileSync(path.join(home, folder, name), here, {mode: 0o600})
    }
  }
  const secret = await bed.api.get(`/api/v1/namespaces/${at.namespace}/secrets/${fullName(at)}-ca-password`)
  writeFileSync(path.join(home, 'password'), Buffer.from(secret.data.password, 'base64'), {mode: 0o600})
  return home
}

/** Starts step-ca from what its ConfigMaps and Secrets hold; after an edit, restart its process. */
const runStepCa = async (bed: Bed, at: StepRelease): Promise<void> => {
  const port = await bed.ground.ports.next()
  const {namespace} = at
  bed.network.addBackend({namespace, kind: 'statefulsets', name: fullName(at), ports: {9000: port}})
  await bed.ground.start({
    name: 'step-ca',
    command: 'step-ca',
    isReady: () => isHealthyTls(port, '/health'),
    async arguments() {
      const home = await mountConfig(bed, at, port)
      return [path.join(home, 'config/ca.json'), '--password-file', path.join(home, 'password')]
    },
  })
}

/** step-ca with the objects of the step-certificates chart after its bootstrap; the chart itself is no Go module. */
export const stepCa: Component = {
  name: 'step-ca',
  groups: ['issuers'],
  after: [],
  async install(bed, options) {
    const at = {...defaultRelease, ...options.stepCa}
    const passwords = {ca: randomPassword(), provisioner: randomPassword()}
    const files = await initStepCa(bed, at, passwords)
    const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: at.namespace}}
    await bed.apply(namespace, ...stepCaBootstrap(at, files, passwords), ...stepCaWorkload(at))
    await runStepCa(bed, at)
  },
}
