import type {InspectionDocument} from '../../core/inspect/inspection.ts'
import {shown} from '../escape.ts'

/** Every certificate of every chain as PEM, leaf first, each with a comment that says which it is. */
export const encodeInspectionPem = ({inspections}: InspectionDocument): string =>
  inspections
    .flatMap(({target, chains, certificates}) =>
      chains.flatMap(({at, certificates: held}) =>
        held.map(fingerprint => {
          const found = certificates.find(each => each.fingerprint === fingerprint)
          const name = found?.subject === '' ? '' : `: ${found?.subject}`
          return found === undefined ? '' : `# ${shown(`${target}, ${at}${name}`, 400)}\n${found.pem}`
        }),
      ),
    )
    .join('')
