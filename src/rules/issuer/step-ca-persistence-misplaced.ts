import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type MisplacedPersistence, misplacedPersistence} from '../../facts/step-ca/step-ca-persistence.ts'

export const stepCaPersistenceMisplaced = defineRule({
  id: 'PKI218',
  name: 'issuer/step-ca-persistence-misplaced',
  severity: 'warning',
  since: '0.1.0',
  title: 'Chart of step-ca does not read persistence',
  why: 'Other charts have a `persistence` at the top of their values; step-certificates reads `ca.db`, and Helm does not complain about values that nobody reads. Its database is on a volume unless `ca.db.persistent` is false: without a storage class the pod then waits for its claim for ever. On an emptyDir a restart forgets used tokens, revocations, ACME accounts, and provisioners that were added by the admin API.',
  remediation: ['Set `ca.db.persistent` (and `ca.db.size`, `ca.db.storageClass`) instead of `persistence`.'],
  messages: {
    claimed: 'persistence.enabled is false, but ca.db.persistent is not: the database claims a volume',
    forgotten: 'persistence.enabled is true, but ca.db.persistent is false: the database is lost at each restart',
    ignored: 'The chart ignores {settings}',
  },
  examples: {
    bad: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: step-ca, namespace: step-ca}
spec:
  chart: {spec: {chart: step-certificates}}
  values:
    persistence: {enabled: false}`,
    good: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: step-ca, namespace: step-ca}
spec:
  chart: {spec: {chart: step-certificates}}
  values:
    ca: {db: {enabled: true, persistent: false}}`,
  },

  each: misplacedPersistence,
  *check(found) {
    const {release, path, wanted, isPersistent, ignored, unsure} = found
    const at = release.object
    if (unsure !== undefined) yield {at, path, unsure}
    else if (wanted !== undefined && wanted !== isPersistent) {
      const problem = wanted ? 'forgotten' : 'claimed'
      yield {at, path, problem, expected: `ca.db.persistent: ${wanted}`, found: 'persistence', remedy: remedyFor(found)}
    } else if (ignored.length > 0) {
      const settings = ignored.map(key => `persistence.${key}`).join(', ')
      yield {at, path, problem: 'ignored', data: {settings}, remedy: remedyFor(found)}
    }
  },
})

const remedyFor = ({release, wanted, ignored}: MisplacedPersistence): readonly Remedy[] => {
  const where = [...release.valuesPath, 'ca', 'db'].join('.')
  const set = wanted === undefined ? [] : [{say: `Set ${where}.persistent to ${wanted}, and remove persistence`}]
  return [...set, ...ignored.map(key => ({say: `Move ${key} from persistence to ${where}.${key}`}))]
}
