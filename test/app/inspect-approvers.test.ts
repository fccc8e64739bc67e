import {expect} from 'chai'
import type {Unknown} from '../../src/core/knowing.ts'
import {drawScene, inspectOne} from '../support/inspect-scene.ts'

const ISSUER = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {selfSigned: {}}
---`

const workload = (name: string, args = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/${name}:v1", args: [${args}]}]}}}
---`

const CONTROLLER = workload('cert-manager-controller')
const UNREAD: Unknown = {reason: 'not-collected', detail: 'only what belongs to the target was read'}
const REFUSED: Unknown = {reason: 'forbidden', detail: 'you may not list deployments'}
const NO_ROLES: Unknown = {reason: 'forbidden', detail: 'you may not list clusterroles'}

const approversIn = async (yaml: string, none: Readonly<Record<string, Unknown>> = {}) => {
  const {issuer} = await inspectOne(`${ISSUER}${yaml}`, 'clusterissuer/corp', {none})
  return issuer?.approvers.map(({who, may, why}) => [who.replace(/^cert-manager's /, ''), may, why])
}

describe('who may approve what an issuer is asked for', () => {
  it('was not found where nobody refused to look, and could not be looked at where somebody did', async () => {
    const absent = 'not found among the Deployments that were read'
    expect(await approversIn('', {'apps/statefulsets': UNREAD})).to.deep.equal([
      ['built-in approver', null, absent],
      ['approver-policy', null, absent],
    ])
    expect(await approversIn('', {'apps/deployments': REFUSED})).to.deep.equal([
      ['built-in approver', null, REFUSED.detail],
      ['approver-policy', null, REFUSED.detail],
    ])
  })

  it('is not installed where all workloads were read', async () => {
    expect(await approversIn('')).to.deep.equal([['built-in approver', false, 'it is not installed']])
  })

  it('is there, and either may or may not, is switched off, or has rights that nobody could look at', async () => {
    expect(await approversIn(CONTROLLER)).to.deep.equal([['built-in approver', false, undefined]])
    const off = workload('cert-manager-controller', '"--controllers=*,-certificaterequests-approver"')
    expect(await approversIn(off)).to.deep.equal([['built-in approver', false, 'its controller is switched off']])
    const unknown = await approversIn(CONTROLLER, {'rbac.authorization.k8s.io/clusterroles': NO_ROLES})
    expect(unknown).to.deep.equal([['built-in approver', null, 'not all roles and bindings were seen']])
  })

  it('could not be looked at where no binding could be read at all, and what is missing is named', async () => {
    const NO_BINDINGS: Unknown = {reason: 'forbidden', detail: 'you may not list clusterrolebindings'}
    const none = {
      'rbac.authorization.k8s.io/clusterrolebindings': NO_BINDINGS,
      'rbac.authorization.k8s.io/rolebindings': {reason: 'forbidden', detail: 'you may not list rolebindings'},
    } as const
    const {gaps} = await inspectOne(`${ISSUER}${CONTROLLER}`, 'clusterissuer/corp', {none})
    expect(gaps).to.deep.include({part: 'who may approve', because: NO_BINDINGS})
    const drawn = await drawScene(`${ISSUER}${CONTROLLER}`, 'clusterissuer/corp', {none})
    expect(drawn).to.contain('? who may approve: you may not list clusterrolebindings')
    const some = {'rbac.authorization.k8s.io/clusterroles': NO_ROLES}
    const partly = await inspectOne(`${ISSUER}${CONTROLLER}`, 'clusterissuer/corp', {none: some})
    expect(partly.gaps).to.deep.equal([{part: 'who may approve', because: NO_ROLES}])
    expect((await inspectOne(`${ISSUER}${CONTROLLER}`, 'clusterissuer/corp')).gaps).to.deep.equal([])
  })
})
