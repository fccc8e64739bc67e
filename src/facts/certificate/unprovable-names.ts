import {known, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {type Json, list, record, text, texts} from '../../core/kube/object.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type AcmeIssuer, acmeIssuers} from '../issuer/acme-issuers.ts'
import {describeIssuerRef, issuerOf} from '../issuer/issuer-ref.ts'
import {type Certificate, certificates} from './certificates.ts'

/**
 * Names that an ACME issuer can never prove: `wildcard` it has HTTP-01 only · `unselected` the selectors of all its solvers want
 * others · `common-name` not among the DNS names and addresses, so that cert-manager refuses to ask.
 */
export interface UnprovableNames {
  readonly certificate: Certificate
  readonly issuer: string
  readonly why: 'wildcard' | 'unselected' | 'common-name'
  readonly names: readonly string[]
}

/** A server may hold names for proved that nobody proves here, so an issuer without any solver is not judged. */
export const unprovableNames: Fact<readonly UnprovableNames[]> = {
  name: 'names that ACME cannot prove',
  of: certificates.of,
  reads: [...new Set([...certificates.reads, ...acmeIssuers.of, ...acmeIssuers.reads])],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const acme = new RefMap<AcmeIssuer>()
    for (const each of valueOr(view.fact(acmeIssuers), [])) acme.set(each.issuer.object.ref, each)
    return known(
      all.value.flatMap(certificate => {
        const target = issuerOf(certificate.issuer, certificate.namespace)
        const issuer = target === null ? undefined : acme.get(target)
        return issuer === undefined ? [] : unprovable(certificate, issuer)
      }),
    )
  },
}

const unprovable = (certificate: Certificate, {issuer}: AcmeIssuer): readonly UnprovableNames[] => {
  const spec = record(certificate.object.body, 'spec')
  const solvers = list(issuer.object.body, 'spec', 'acme', 'solvers')
  const common = text(spec, 'commonName') ?? ''
  const asked = [...certificate.dnsNames, ...texts(spec, 'ipAddresses')]
  const labels = record(certificate.object.body, 'metadata', 'labels')
  const left = certificate.dnsNames.filter(
    name => !isFilledLater(name) && solvers.length > 0 && !solvers.some(solver => proves(solver, name, labels)),
  )
  const isWildcard = (name: string): boolean =>
    name.startsWith('*.') && solvers.some(solver => selects(solver, name, labels))
  const found = {
    wildcard: left.filter(isWildcard),
    unselected: left.filter(name => !isWildcard(name)),
    'common-name': common === '' || isFilledLater(common) || asked.includes(common) ? [] : [common],
  }
  return (['wildcard', 'unselected', 'common-name'] as const)
    .filter(why => found[why].length > 0)
    .map(why => ({certificate, issuer: describeIssuerRef(certificate.issuer), why, names: found[why]}))
}

const proves = (solver: Json, name: string, labels: Readonly<Record<string, unknown>>): boolean =>
  (!name.startsWith('*.') || Object.hasOwn(record(solver), 'dns01')) && selects(solver, name, labels)

/** As pkg/acme/solverpicker does: all three parts of a selector have to agree, and an empty part agrees with everything. */
const selects = (solver: Json, name: string, labels: Readonly<Record<string, unknown>>): boolean => {
  const selector = record(solver, 'selector')
  const [names, zones] = [texts(selector, 'dnsNames'), texts(selector, 'dnsZones')]
  if ([...names, ...zones].some(isFilledLater)) return true
  return (
    Object.entries(record(selector, 'matchLabels')).every(([label, value]) => labels[label] === value) &&
    (names.length === 0 || names.includes(name)) &&
    (zones.length === 0 || zones.some(zone => name === zone || name.endsWith(`.${zone}`)))
  )
}
