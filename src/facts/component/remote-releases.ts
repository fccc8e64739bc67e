import {at, type KubeObject, text} from '../../core/kube/object.ts'

/** Argo CD's names for the cluster that it runs in. */
const HERE = [undefined, '', 'in-cluster', 'https://kubernetes.default.svc']

/** Whether a HelmRelease or an Application installs into another cluster than the one that holds it. */
export const installsElsewhere = ({body}: KubeObject): boolean =>
  at(body, 'spec', 'kubeConfig') !== undefined ||
  !HERE.includes(text(body, 'spec', 'destination', 'server')) ||
  !HERE.includes(text(body, 'spec', 'destination', 'name'))
