import {expect} from 'chai'
import {boundSubject, isSubject, serviceAccountIdentity, serviceAccountOf} from '../../../src/core/rbac/identity.ts'
import {type Access, policyRule, ruleAllows} from '../../../src/core/rbac/policy-rule.ts'
import {selects} from '../../../src/core/rbac/role-rules.ts'

const use: Access = {
  verb: 'use',
  group: 'policy.cert-manager.io',
  resource: 'certificaterequestpolicies',
  name: 'web',
  namespace: 'shop',
}
const rule = (over: object) =>
  policyRule({
    verbs: ['use'],
    apiGroups: ['policy.cert-manager.io'],
    resources: ['certificaterequestpolicies'],
    ...over,
  })

describe('a policy rule', () => {
  it('needs verb, group and resource', () => {
    expect(ruleAllows(rule({}), use)).to.equal(true)
    expect(ruleAllows(rule({verbs: ['get']}), use)).to.equal(false)
    expect(ruleAllows(rule({apiGroups: ['']}), use)).to.equal(false)
    expect(ruleAllows(rule({resources: ['secrets']}), use)).to.equal(false)
    expect(ruleAllows(rule({verbs: ['*'], apiGroups: ['*'], resources: ['*']}), use)).to.equal(true)
  })

  it('takes resource names literally', () => {
    expect(ruleAllows(rule({resourceNames: ['web']}), use)).to.equal(true)
    expect(ruleAllows(rule({resourceNames: ['*']}), use)).to.equal(false)
    expect(ruleAllows(rule({resourceNames: ['w*']}), use)).to.equal(false)
    const {name: _, ...collection} = use
    expect(ruleAllows(rule({resourceNames: ['web']}), collection)).to.equal(false)
  })

  it('knows subresources', () => {
    const approval: Access = {
      verb: 'update',
      group: 'certificates.k8s.io',
      resource: 'certificatesigningrequests',
      subresource: 'approval',
    }
    const on = (...resources: string[]) =>
      policyRule({verbs: ['update'], apiGroups: ['certificates.k8s.io'], resources})
    expect(ruleAllows(on('certificatesigningrequests/approval'), approval)).to.equal(true)
    expect(ruleAllows(on('*/approval'), approval)).to.equal(true)
    expect(ruleAllows(on('certificatesigningrequests'), approval)).to.equal(false)
  })
})

describe('an identity', () => {
  it('is a ServiceAccount by its user name', () => {
    expect(serviceAccountOf(serviceAccountIdentity('cert-manager', 'cert-manager').user)).to.deep.equal({
      namespace: 'cert-manager',
      name: 'cert-manager',
    })
    expect(serviceAccountOf('system:serviceaccount:only-one')).to.equal(null)
    expect(serviceAccountOf('jane')).to.equal(null)
  })

  it('is a subject by name, by group, or as a ServiceAccount of the namespace of the binding', () => {
    const who = serviceAccountIdentity('cert-manager', 'cm')
    const subject = (from: object, namespace?: string) => isSubject(boundSubject(from as never, namespace), who)
    expect(subject({kind: 'ServiceAccount', namespace: 'cert-manager', name: 'cm'})).to.equal(true)
    expect(subject({kind: 'ServiceAccount', name: 'cm'}, 'cert-manager')).to.equal(true)
    expect(subject({kind: 'ServiceAccount', name: 'cm'})).to.equal(false)
    expect(subject({kind: 'Group', name: 'system:serviceaccounts:cert-manager'})).to.equal(true)
    expect(subject({kind: 'User', name: 'system:serviceaccount:cert-manager:cm'})).to.equal(true)
    expect(subject({kind: 'Robot', name: 'system:serviceaccount:cert-manager:cm'})).to.equal(false)
  })
})

describe('a label selector', () => {
  it('wants all of its parts', () => {
    const labels = {a: '1', b: '2'}
    expect(selects({}, labels)).to.equal(true)
    expect(
      selects({matchLabels: {a: '1'}, matchExpressions: [{key: 'b', operator: 'In', values: ['2', '3']}]}, labels),
    ).to.equal(true)
    expect(selects({matchLabels: {a: '2'}}, labels)).to.equal(false)
    expect(selects({matchExpressions: [{key: 'c', operator: 'Exists'}]}, labels)).to.equal(false)
    expect(selects({matchExpressions: [{key: 'c', operator: 'NotIn', values: ['1']}]}, labels)).to.equal(true)
    expect(selects({matchExpressions: [{key: 'a', operator: 'Bogus'}]}, labels)).to.equal(false)
  })
})
