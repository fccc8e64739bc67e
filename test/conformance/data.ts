import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'

/** One case of x509-limbo, with the verdict of Go 1.27 beside the expected one. */
export interface LimboCase {
  readonly id: string
  readonly features: readonly string[]
  readonly validation_kind: 'SERVER' | 'CLIENT'
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly validation_time: string | null
  readonly extended_key_usage: readonly string[]
  readonly expected_result: 'SUCCESS' | 'FAILURE'
  readonly expected_peer_name: {readonly kind: string; readonly value: string} | null
  readonly max_chain_depth: number | null
  /** `SKIPPED` where Go has no such option (revocation lists, a depth) or the case is not for servers. */
  readonly 'go1.27': 'SUCCESS' | 'FAILURE' | 'SKIPPED'
}

export interface HostRow {
  readonly san: string
  readonly host: string
  readonly go: boolean
}

export interface ConformanceData {
  readonly limbo: readonly LimboCase[]
  readonly hosts: readonly HostRow[]
}

/** What a run without the data says. */
export const MISSING =
  'x509 conformance: SKIPPED, verdicts against Go and x509-limbo are not proved (set KUBECTL_PKI_CONFORMANCE to the data)'

/** The data of `KUBECTL_PKI_CONFORMANCE`; undefined where there is none. Third-party, so it is not in the project. */
export const conformanceData = (): ConformanceData | undefined => {
  const folder = process.env.KUBECTL_PKI_CONFORMANCE
  if (folder === undefined || !existsSync(join(folder, 'limbo-full.json.gz'))) return undefined
  return {
    limbo: JSON.parse(gunzipSync(readFileSync(join(folder, 'limbo-full.json.gz'))).toString()).testcases,
    hosts: JSON.parse(readFileSync(join(folder, 'hostname-go1.27.json'), 'utf8')),
  }
}
