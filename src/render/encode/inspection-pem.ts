import type {InspectionDocument} from '../../core/inspect/inspection.ts'
import {shown} from '../escape.ts'
import {noCertificate} from './no-certificate.ts'

/** Every certificate of every chain as PEM, leaf first, each with a comment that says which it is. */
export const encodeInspectionPem = ({inspections}: InspectionDocument): string =>
  inspections
    .flatMap(inspection => {
      const {target, chains, certificates} = inspection
      if (chains.every(({certificates: held}) => held.length === 0)) return [noCertificate(inspection)]
      return chains.flatMap(({at, certificates: held}) =>
        held.map(fingerprint => {
          const found = certificates.find(each => each.fingerprint === fingerprint)
          const name = found?.subject === '' ? '' : `: ${found?.subject}`
          return found === undefined ? '' : `# ${shown(`${target}, ${at}${name}`, 400)}\n${found.pem}`
        }),
      )
    })
    .join('')
