import {known, valueOr} from '../../core/knowing.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {isIssuedBy} from '../../core/x509/path/path.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {clusterAuthorities} from '../trust/cluster-authorities.ts'
import {kubeletRequests} from './kubelet-requests.ts'

/** A serving certificate that a kubelet has got within the last hour, and the end of the CA that has signed it. */
export interface ServingLifetime {
  readonly node: string
  readonly request: KubeObject
  readonly certificate: Certificate
  /** Epoch milliseconds; undefined where the CA was not read. */
  readonly authorityEnd?: number
}

/** The newest certificate of every node that has one here: signed requests are deleted after an hour. One subject, or none. */
export const servingLifetimes: Fact<readonly (readonly ServingLifetime[])[]> = {
  name: 'lifetimes of serving certificates',
  of: kubeletRequests.of,
  reads: [...kubeletRequests.reads, 'core/configmaps'],
  derive: view => {
    const nodes = view.fact(kubeletRequests)
    if (!nodes.known) return nodes
    const authorities = valueOr(view.fact(clusterAuthorities), []).flatMap(({certificates}) => certificates)
    const found = nodes.value.flatMap(({node, requests}) => {
      const newest = requests.find(({state}) => state === 'issued')
      return newest === undefined ? [] : lifetimeOf(view, node, newest.object, authorities)
    })
    return known(found.length === 0 ? [] : [found])
  },
}

const lifetimeOf = (
  view: View,
  node: string,
  request: KubeObject,
  authorities: readonly Certificate[],
): readonly ServingLifetime[] => {
  const bundle = valueOr(view.fact(certificateTexts), undefined)?.ofBase64(text(request.body, 'status', 'certificate'))
  const certificate = bundle?.is === 'certificates' ? bundle.certificates[0] : undefined
  if (certificate === undefined) return []
  const ends = authorities.filter(each => isIssuedBy(certificate, each)).map(({notAfter}) => notAfter)
  return [{node, request, certificate, ...(ends.length > 0 && {authorityEnd: Math.max(...ends)})}]
}
