/** Where step-ca runs, as the release of the step-certificates chart is called; the bed's default is `step-ca` in `step-ca`. */
export interface StepRelease {
  readonly release: string
  readonly namespace: string
  /** `ca.dns` of the chart: the names in the CA's certificate. By default the Service's long name and 127.0.0.1. */
  readonly dns?: readonly string[]
}

/** The chart's full name: Service, StatefulSet, and the prefix of all ConfigMaps and Secrets. */
export const fullName = ({release}: StepRelease): string =>
  release.includes('step-certificates') ? release : `${release}-step-certificates`

/** The one name that the chart puts into the CA's certificate by default, beside 127.0.0.1. */
export const serviceName = (at: StepRelease): string => `${fullName(at)}.${at.namespace}.svc.cluster.local`

const chartVersion = '1.30.2'
const appVersion = '0.30.2'

const selectorLabels = (at: StepRelease) => ({
  'app.kubernetes.io/name': 'step-certificates',
  'app.kubernetes.io/instance': at.release,
})

const metadata = (at: StepRelease, suffix = '') => ({
  name: `${fullName(at)}${suffix}`,
  namespace: at.namespace,
  labels: {
    'helm.sh/chart': `step-certificates-${chartVersion}`,
    ...selectorLabels(at),
    'app.kubernetes.io/version': appVersion,
    'app.kubernetes.io/managed-by': 'Helm',
  },
})

const volumes = (at: StepRelease) => [
  ...['certs', 'config', 'secrets'].map(name => ({name, configMap: {name: `${fullName(at)}-${name}`}})),
  {name: 'ca-password', secret: {secretName: `${fullName(at)}-ca-password`}},
  {name: 'database', emptyDir: {}},
]

const mounts = [
  {name: 'certs', mountPath: '/home/step/certs', readOnly: true},
  {name: 'config', mountPath: '/home/step/config', readOnly: true},
  {name: 'secrets', mountPath: '/home/step/secrets', readOnly: true},
  {name: 'ca-password', mountPath: '/home/step/secrets/passwords', readOnly: true},
  {name: 'database', mountPath: '/home/step/db'},
]

const probe = {httpGet: {path: '/health', port: 9000, scheme: 'HTTPS'}, initialDelaySeconds: 5}

const container = (at: StepRelease) => ({
  name: 'step-certificates',
  image: `cr.smallstep.com/smallstep/step-ca:${appVersion}`,
  command: [
    '/usr/local/bin/step-ca',
    '--password-file',
    '/home/step/secrets/passwords/password',
    '/home/step/config/ca.json',
  ],
  env: [{name: 'NAMESPACE', value: at.namespace}],
  ports: [{name: 'https', containerPort: 9000, protocol: 'TCP'}],
  ...{livenessProbe: probe, readinessProbe: probe, volumeMounts: mounts},
})

/** The chart's Service and StatefulSet, without persistence. */
export const stepCaWorkload = (at: StepRelease): readonly object[] => [
  {
    ...{apiVersion: 'v1', kind: 'Service', metadata: metadata(at)},
    spec: {selector: selectorLabels(at), ports: [{name: 'https', port: 443, targetPort: 9000, protocol: 'TCP'}]},
  },
  {
    ...{apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: metadata(at)},
    spec: {
      ...{replicas: 1, serviceName: fullName(at), selector: {matchLabels: selectorLabels(at)}},
      template: {metadata: {labels: selectorLabels(at)}, spec: {containers: [container(at)], volumes: volumes(at)}},
    },
  },
]

/** What `step ca init` made: file name → text, by folder. */
export interface StepCaFiles {
  readonly config: Readonly<Record<string, string>>
  readonly certs: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

/** What the chart's bootstrap Job leaves: three ConfigMaps (the encrypted CA keys in one of them) and two passwords. */
export const stepCaBootstrap = (
  at: StepRelease,
  files: StepCaFiles,
  passwords: {readonly ca: string; readonly provisioner: string},
): readonly object[] => [
  ...Object.entries(files).map(([name, data]) => ({
    ...{apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(at, `-${name}`), data},
  })),
  ...Object.entries(passwords).map(([name, password]) => ({
    ...{apiVersion: 'v1', kind: 'Secret', metadata: metadata(at, `-${name}-password`), stringData: {password}},
  })),
]
