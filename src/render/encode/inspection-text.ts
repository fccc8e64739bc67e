import type {InspectionDocument} from '../../core/inspect/inspection.ts'
import {readCertificates} from '../../core/x509/pem/bundle.ts'
import {shown} from '../escape.ts'
import {certificateText} from './certificate-text.ts'
import {noCertificate} from './no-certificate.ts'

/** Every certificate of every chain in full, as `openssl x509 -text` would print it; those of several chains once. */
export const encodeInspectionText = ({inspections}: InspectionDocument): string =>
  inspections
    .flatMap(inspection => {
      const {target, certificates} = inspection
      if (certificates.length === 0) return [noCertificate(inspection)]
      return certificates.map(({pem, places}) => {
        const [certificate] = readCertificates(pem).certificates
        const where = places.length === 0 ? '' : ` (${places.map(({at}) => at).join(', ')})`
        return certificate === undefined ? '' : `# ${shown(`${target}${where}`, 400)}\n${certificateText(certificate)}`
      })
    })
    .join('\n')
