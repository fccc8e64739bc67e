import {expect} from 'chai'
import {viewOf} from '../../../src/core/kube/view.ts'
import {kubeletServings} from '../../../src/facts/kubelet/kubelet-servings.ts'
import {probeEndpoints} from '../../../src/facts/probe-endpoints.ts'
import {scene} from '../../support/scene.ts'

const node = `
apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: Hostname, address: n1}, {type: InternalIP, address: 10.0.0.1}]}`

const issuer = `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: ca}
spec: {url: "https://ca.corp:9000"}`

describe('what is probed', () => {
  it('is the CAs of issuers and the kubelets at their addresses', () => {
    const endpoints = viewOf(scene(`${node}\n---${issuer}`)).fact(probeEndpoints)
    expect(endpoints).to.deep.equal({
      known: true,
      value: [
        {host: 'ca.corp', port: 9000},
        {host: '10.0.0.1', port: 10_250},
      ],
    })
  })

  it('is what could be read of them', () => {
    const because = {reason: 'forbidden', detail: 'you may not look'} as const
    const endpoints = viewOf(scene(issuer, {none: {'core/nodes': because}})).fact(probeEndpoints)
    expect(endpoints).to.deep.equal({known: true, value: [{host: 'ca.corp', port: 9000}]})
  })
})

describe('kubeletServings', () => {
  it('is not known where nobody asked, and empty where there are no nodes', () => {
    expect(viewOf(scene(node)).fact(kubeletServings)).to.deep.include({known: false})
    expect(viewOf(scene(issuer)).fact(kubeletServings)).to.deep.equal({known: true, value: []})
  })
})
