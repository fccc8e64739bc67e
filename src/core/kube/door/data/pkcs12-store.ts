import {PASSWORDS, readPkcs12} from '../../../x509/pkcs12/pkcs12.ts'
import type {DataEntry} from '../../secret.ts'
import type {Findings} from '../scrub/findings.ts'
import {storePem} from './store-pem.ts'

/**
 * What is left of a PKCS#12 store: its certificates, and nothing of its keys. Those of a store without a password stand in
 * clear, as trust-manager writes them. Trying the passwords that everybody knows takes milliseconds each, and every namespace
 * may have such a store: that is done only where somebody asks for one object, and there a few times.
 */
export const pkcs12Entry = (bytes: Uint8Array, found?: Pick<Findings, 'stores'>): DataEntry => {
  const isOpened = found !== undefined && found.stores > 0
  if (isOpened) found.stores -= 1
  const {certificates, problem} = readPkcs12(bytes, isOpened ? PASSWORDS : [])
  const pem = storePem(certificates)
  return {
    store: 'pkcs12',
    ...(pem !== undefined && {pem}),
    ...(isOpened && problem !== undefined && {problems: [{line: 1, detail: problem}]}),
  }
}
