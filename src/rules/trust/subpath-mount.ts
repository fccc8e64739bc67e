import {kubectlArgs} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type BundleMount, bundleMounts} from '../../facts/trust/bundle-mounts.ts'

/** A Job that has run for longer will see a CA renewed. */
const LONG = 24 * 3_600_000

export const subpathMount = defineRule({
  id: 'PKI411',
  name: 'trust/subpath-mount',
  severity: 'warning',
  since: '0.1.0',
  title: 'Bundle is mounted so that it never refreshes',
  why: 'The kubelet renews the files of a mounted ConfigMap or Secret within about a minute, but never those that are mounted with `subPath`: the container keeps what the object held when the pod started. After a CA was renewed such pods trust the old root only, until they are restarted.',
  remediation: [
    'Mount the whole volume as a directory of its own, without `subPath`, and point the program to the file in it.',
    'Or restart the pods when the Bundle changes.',
  ],
  messages: {
    stale:
      'Container {container} mounts {target} of bundle/{bundle} with {field}: it keeps what was there at its start',
    init: 'Init container {container} mounts {target} of bundle/{bundle} with {field}: it stays as it was if it is a sidecar',
  },
  examples: {
    given: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{useDefaultCAs: true}], target: {configMap: {key: ca.crt}}}`,
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      volumes: [{name: corp, configMap: {name: corp}}]
      containers: [{name: web, volumeMounts: [{name: corp, mountPath: /etc/ssl/certs/corp.crt, subPath: ca.crt}]}]`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      volumes: [{name: corp, configMap: {name: corp}}]
      containers: [{name: web, volumeMounts: [{name: corp, mountPath: /etc/ssl/corp}]}]`,
  },

  each: bundleMounts,
  *check(subject, _, {now}) {
    const {object: at, bundle, target, mount, isReloaded, runningSince} = subject
    const {subPathField: field, container, isInit} = mount
    if (field === undefined || isReloaded) return
    if (runningSince !== undefined && now.getTime() - runningSince < LONG) return
    const path = [...mount.path, field]
    const data = {container, target: kubectlName(target), bundle, field}
    const remedy = remedyFor(subject)
    if (isInit) yield {at, path, problem: 'init', data, remedy, severity: 'info'}
    else yield {at, path, problem: 'stale', data, remedy}
  },
})

const RESTARTED = ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets']

const remedyFor = ({object: {ref}, bundle, mount: {mountPath, subPath = ''}}: BundleMount): readonly Remedy[] => {
  const directory = `/etc/ssl/${bundle}`
  const whole = {
    say: `Mount the volume at ${directory} without subPath, and use ${directory}/${subPath} in place of ${mountPath}`,
  }
  if (!RESTARTED.includes(ref.kind)) return [whole]
  return [
    whole,
    {
      say: 'Until then restart it after every change of the Bundle',
      run: ['kubectl', 'rollout', 'restart', ...kubectlArgs(ref)],
    },
  ]
}
