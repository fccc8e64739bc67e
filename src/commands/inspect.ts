import * as Args from '@oclif/core/args'
import {doctorFacts} from '../app/doctor-defaults.ts'
import {inspectOrList} from '../app/inspect-or-list.ts'
import {inspectFlags} from '../cli/inspect-flags.ts'
import {inspectOptions} from '../cli/inspect-options.ts'
import {isFile} from '../cli/is-file.ts'
import {PkiCommand} from '../cli/pki-command.ts'
import {outputFlags, sourceFlags} from '../cli/source-flags.ts'
import {exitCodeOfInspection} from '../core/inspect/exit-code.ts'
import {parseTargets} from '../core/inspect/target.ts'
import {drawListNotes, inspectionFormats} from '../render/inspection-formats.ts'

export default class Inspect extends PkiCommand {
  static override summary = 'Show one thing whole: its certificates, who trusts and uses them, and how they came to be'
  static override description =
    `Shows the chain of a certificate, its names, key and anchors, whether it is valid and for how long, who made it and who uses it,
the story of its issuance with what comes next, and what doctor finds on it. For a broken chain it shows every path that was tried, and why it lost.

TARGET is KIND/NAME or KIND NAME, as kubectl takes kinds: secret, certificate, certificaterequest, issuer, clusterissuer, stepissuer, stepclusterissuer,
bundle, configmap, csr, node, ingress, gateway, webhook, apiservice;
or apiserver, kubeconfig, talosconfig, tls://HOST:PORT, a file with certificates, requests or keys, - for standard input. A kind alone is all of that kind. Without a target, every certificate is listed, the first that ends at the top.

Exit code: 0 shown, 1 it does not exist, is invalid, or has findings at or above --fail-on, 2 bad usage, 3 could not look, 5 timed out, 70 our mistake.`
  static override usage = 'inspect [TARGET...] [-n NAME] [-f PATH | --snapshot FILE] [-o FORMAT] [FLAGS]'
  static override examples = [
    '<%= config.bin %> inspect secret/web-tls -n shop',
    '<%= config.bin %> inspect cert web clusterissuer/internal-ca -o wide',
    '<%= config.bin %> inspect secret/web-tls --snapshot prod.snapshot.json -o json',
    '<%= config.bin %> inspect certificates -A',
    '<%= config.bin %> inspect -A --expiring-within 30d',
    '<%= config.bin %> inspect tls://step-ca.example:9000 chain.pem apiserver kubeconfig',
  ]
  static override strict = false
  static override args = {
    targets: Args.string({
      ignoreStdin: true,
      name: 'TARGET',
      description: 'what to look at; every certificate where there is none',
    }),
  }
  static override flags = {...sourceFlags, ...outputFlags, ...inspectFlags}

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Inspect)
    const targets = parseTargets(argv as string[], isFile)
    const {source, ...options} = await inspectOptions(flags, targets)
    const {done, ...read} = this.reading(flags)
    const document = await inspectOrList(source, targets, {...doctorFacts, ...options}, read).finally(done)
    this.answer(inspectionFormats[flags.output](document, this.terminal(flags)))
    const notes = drawListNotes(document, this.terminal(flags))
    if (notes !== '') this.tell(notes)
    process.exitCode = exitCodeOfInspection(document, flags['fail-on'])
  }
}
