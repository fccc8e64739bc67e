import {DerError, DerReader, TAG} from '../der/der.ts'
import {smallInteger} from '../der/der-values.ts'
import {latin1} from '../der/string.ts'

/** OID of the extension by which step-ca says who has authorized a certificate. */
export const STEP_PROVISIONER = '1.3.6.1.4.1.37476.9000.64.1'

/** Source: smallstep/certificates `authority/provisioner/sign_options.go`, `provisioner.go` (Type). */
const TYPES: readonly string[] = [
  'none',
  'JWK',
  'OIDC',
  'GCP',
  'AWS',
  'Azure',
  'ACME',
  'X5C',
  'K8sSA',
  'SSHPOP',
  'SCEP',
  'Nebula',
  'Wire',
]

export interface StepProvisioner {
  /** `JWK`, `ACME`. */
  readonly type: string
  readonly name: string
  /** The key id of a JWK provisioner, the client id of an OIDC one. */
  readonly credential: string
}

/** The step-ca provisioner that authorized a certificate, by the value of its extension; undefined where that is unreadable. */
export const readStepProvisioner = (value: Uint8Array): StepProvisioner | undefined => {
  try {
    const reader = new DerReader(value)
    reader.enter(TAG.sequence, 'step provisioner')
    reader.expect(TAG.integer, 'type of the provisioner')
    const type = smallInteger(reader)
    reader.expect(TAG.octetString, 'name of the provisioner')
    const name = utf8(reader)
    const credential = reader.optional(TAG.octetString, 'credential of the provisioner') ? utf8(reader) : ''
    return {type: TYPES[type] ?? String(type), name, credential}
  } catch (error) {
    if (error instanceof DerError) return undefined
    throw error
  }
}

const utf8 = ({bytes, from, to}: DerReader): string => Buffer.from(latin1(bytes, from, to), 'latin1').toString('utf8')
