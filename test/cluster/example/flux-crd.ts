/** HelmReleases as the API server needs to know them to store one; nothing reconciles them here. The schema is our own. */
export const helmReleaseCrd = (): object => ({
  ...{apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'},
  metadata: {name: 'helmreleases.helm.toolkit.fluxcd.io'},
  spec: {
    ...{group: 'helm.toolkit.fluxcd.io', scope: 'Namespaced'},
    names: {
      kind: 'HelmRelease',
      listKind: 'HelmReleaseList',
      plural: 'helmreleases',
      singular: 'helmrelease',
      shortNames: ['hr'],
    },
    versions: [
      {
        ...{name: 'v2', served: true, storage: true},
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {spec: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
          },
        },
      },
    ],
  },
})
