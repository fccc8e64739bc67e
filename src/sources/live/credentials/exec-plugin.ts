import type {ChildProcess} from 'node:child_process'
import {PkiError} from '../../../core/errors.ts'
import {text} from '../../../core/kube/object.ts'
import {excerpt} from '../excerpt.ts'
import type {ClientPair} from '../http/dial.ts'
import type {Access} from '../kubeconfig/access.ts'
import type {ExecEntry} from '../kubeconfig/kubeconfig.ts'
import {nodeChildProcess} from '../late-modules.ts'
import type {LiveOptions} from '../options.ts'
import {execInfo} from './exec-info.ts'

/** What a plugin gave: a token, a client certificate, or both. */
export interface ExecCredential {
  readonly token?: string
  readonly pair?: ClientPair
}

const LARGEST_OUTPUT = 1024 * 1024

/**
 * Runs a credential plugin (client.authentication.k8s.io) as kubectl does. What it prints is a credential and is never quoted;
 * its stderr is, shortened and escaped.
 * @throws PkiError E_CREDENTIALS
 */
export const execPlugin = async (
  exec: ExecEntry,
  access: Access,
  options: LiveOptions,
  signal?: AbortSignal,
): Promise<ExecCredential> => {
  const interactive = options.interactive === true && exec.interactiveMode !== 'Never'
  const title = `the plugin ${exec.command} of ${access.user.title}`
  if (exec.interactiveMode === 'Always' && !interactive) {
    throw new PkiError('E_CREDENTIALS', `${title} needs a terminal to ask you something`)
  }
  const ended = await run({exec, access, options, signal, interactive}).catch(error => {
    throw signal?.aborted ? signal.reason : notStarted(title, exec, error)
  })
  if (ended.stdout.length > LARGEST_OUTPUT) throw notACredential(title)
  if (ended.code !== 0) {
    const said = ended.stderr.trim() === '' ? '' : `: ${excerpt(ended.stderr)}`
    throw new PkiError('E_CREDENTIALS', `${title} failed with ${ended.code ?? ended.signal}${said}`)
  }
  return credential(ended.stdout, title)
}

interface Run {
  readonly exec: ExecEntry
  readonly access: Access
  readonly options: LiveOptions
  readonly signal: AbortSignal | undefined
  readonly interactive: boolean
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

const run = ({exec, access, options, signal, interactive}: Run): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = nodeChildProcess().spawn(exec.command, [...exec.args], {
      env: {
        ...options.environment,
        ...Object.fromEntries(exec.env.map(({name, value}) => [name, value])),
        KUBERNETES_EXEC_INFO: execInfo(exec, access, interactive),
      },
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(signal !== undefined && {signal}),
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      if (stdout.length <= LARGEST_OUTPUT) return
      giveUp(child)
      resolve({code: null, signal: null, stdout, stderr})
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = `${stderr}${chunk}`.slice(-LARGEST_OUTPUT)
      if (interactive) for (const line of chunk.split('\n')) if (line.trim() !== '') options.log?.(excerpt(line, 500))
    })
    child.on('error', error => {
      giveUp(child)
      reject(error)
    })
    child.on('close', (code, killed) => resolve({code, signal: killed, stdout, stderr}))
  })

/** What a plugin has started may hold its pipes open for ever: nobody waits for that. */
const giveUp = (child: ChildProcess): void => {
  child.kill()
  child.stdout?.destroy()
  child.stderr?.destroy()
  child.unref()
}

const notStarted = (title: string, exec: ExecEntry, error: unknown): PkiError => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'failed'
  const words = code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be run' : `cannot be run (${code})`
  const hint = exec.installHint === undefined ? undefined : excerpt(exec.installHint, 300)
  return new PkiError('E_CREDENTIALS', `${title} ${words}`, {
    fix: hint ?? 'Install it, or put its folder into PATH.',
    cause: error,
  })
}

const credential = (stdout: string, title: string): ExecCredential => {
  const parsed = parse(stdout)
  const [token, cert, key] = ['token', 'clientCertificateData', 'clientKeyData'].map(name =>
    text(parsed, 'status', name),
  )
  if (text(parsed, 'kind') !== 'ExecCredential' || (!token && !(cert && key))) {
    throw notACredential(title)
  }
  return {...(token && {token}), ...(cert && key && {pair: {cert, key}})}
}

const notACredential = (title: string): PkiError =>
  new PkiError('E_CREDENTIALS', `${title} printed no ExecCredential with a token or a certificate`, {
    fix: 'Run the plugin by hand and see what it prints.',
  })

const parse = (stdout: string) => {
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}
