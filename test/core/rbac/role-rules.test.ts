import {expect} from 'chai'
import {rulesOf} from '../../../src/core/rbac/role-rules.ts'
import {sceneObjects} from '../../support/scene.ts'

describe('the rules of a role', () => {
  const objects = sceneObjects(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: whole}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: "yes"}}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: part, labels: {part: "yes"}}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: stranger}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]`)
  const [whole, part] = objects

  it('are put together for an aggregated role that no controller has filled', () => {
    expect(whole && rulesOf(whole, objects).flatMap(({resources}) => resources)).to.deep.equal(['secrets'])
  })

  it('are its own otherwise', () => {
    expect(part && rulesOf(part, objects).map(({verbs}) => verbs)).to.deep.equal([['get']])
  })
})
