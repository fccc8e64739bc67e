import * as Flags from '@oclif/core/flags'
import {versions} from '../app/versions.ts'
import {PkiCommand} from '../cli/pki-command.ts'
import {sourceChoice} from '../cli/source-choice.ts'
import {outputFlags, sourceFlags} from '../cli/source-flags.ts'
import type {Versions} from '../core/component.ts'
import type {ReadOptions} from '../core/ports.ts'
import {versionDocument} from '../core/version-document.ts'
import {encodeJson} from '../render/encode/json.ts'
import {encodeYaml} from '../render/encode/yaml.ts'
import {sayVersions} from '../render/say/versions.ts'
import {sourceOf} from '../wiring.ts'

const DRAW = {text: sayVersions, json: encodeJson, yaml: encodeYaml} as const

export default class Version extends PkiCommand {
  static override summary =
    'Show the version of this client, of the API server and of the controllers of the trust layer'
  static override usage = 'version [--client] [-o text|json|yaml] [FLAGS]'
  static override examples = ['<%= config.bin %> version --client', '<%= config.bin %> version -o json']
  static override flags = {
    ...sourceFlags,
    ...outputFlags,
    client: Flags.boolean({summary: 'this client only; asks no server'}),
    output: Flags.option({
      char: 'o',
      options: ['text', 'json', 'yaml'] as const,
      default: 'text',
      summary: 'how to answer',
    })(),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Version)
    const client = {
      gitVersion: `v${this.config.version}`,
      node: process.version,
      platform: `${process.platform}/${process.arch}`,
    }
    const show = (found?: Versions) => DRAW[flags.output](versionDocument(client, found))
    if (flags.client) return this.answer(show())
    const choice = sourceChoice(flags)
    const {done, ...read} = this.reading(flags)
    const found = sourceOf(choice).then(source => versions(source, read))
    this.answer(show(await found.catch(error => this.#alone(show(), error, read)).finally(done)))
  }

  /** As `kubectl version`: what is known is said before why the rest is not. */
  #alone(client: string, error: unknown, {signal}: ReadOptions): never {
    if (signal?.aborted !== true) this.answer(client)
    throw error
  }
}
