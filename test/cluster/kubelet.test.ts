import {X509Certificate} from 'node:crypto'
import {request} from 'node:https'
import type {TLSSocket} from 'node:tls'
import {expect} from 'chai'
import type {Bed} from './bed/bed.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {registerKubelet} from './play/register-kubelet.ts'

const csrPath = (name: string) => `/apis/certificates.k8s.io/v1/certificatesigningrequests/${name}`

const conditionsOf = async (bed: Bed, name: string): Promise<readonly string[]> => {
  const csr = await bed.api.get(csrPath(name))
  return (csr.status?.conditions ?? []).map((one: {type: string}) => one.type)
}

const dial = (bed: Bed, host: string, port: number): Promise<{status: number; subject: string}> =>
  new Promise((resolve, reject) => {
    const asked = request({host, port, path: '/metrics', ca: bed.pki.ca.pem, servername: ''}, response => {
      response.resume()
      const {subject} = (response.socket as TLSSocket).getPeerCertificate()
      resolve({status: response.statusCode ?? 0, subject: String(subject.CN)})
    })
    asked.on('error', reject).end()
  })

describeOnBed('played kubelets', {}, bed => {
  it('get what they asked for once it is approved, and serve it', async () => {
    const kubelet = await registerKubelet(bed(), 'honest')
    const csr = await kubelet.requestServingCertificate()
    expect(csr.metadata.name).to.match(/^csr-/)
    expect(csr.spec.username).to.equal('system:node:honest')
    expect(csr.spec.groups).to.include('system:nodes')
    expect(await conditionsOf(bed(), csr.metadata.name)).to.deep.equal([])
    await bed().kubectl(['certificate', 'approve', csr.metadata.name])
    const certificate = new X509Certificate(await kubelet.certificate(csr.metadata.name))
    expect(certificate.subjectAltName).to.equal('DNS:honest, IP Address:127.0.0.1')
    await kubelet.serve(csr.metadata.name)
    expect(await dial(bed(), '127.0.0.1', kubelet.port)).to.deep.equal({status: 401, subject: 'system:node:honest'})
  })

  it("are reached by the API server at their node's address, which verifies them", async () => {
    const kubelet = await registerKubelet(bed(), 'far', [{type: 'InternalIP', address: '198.18.0.10'}])
    const csr = await kubelet.requestServingCertificate()
    await bed().kubectl(['certificate', 'approve', csr.metadata.name])
    await kubelet.serve(csr.metadata.name)
    expect((await bed().api.send('GET', '/api/v1/nodes/far/proxy/healthz')).text).to.equal('ok')
    const liar = bed().pki.ca.leaf('far', {dns: ['other']})
    await kubelet.serve(liar)
    const refused = await bed().api.send('GET', '/api/v1/nodes/far/proxy/healthz')
    expect(refused.text).to.contain(
      "x509: cannot validate certificate for 198.18.0.10 because it doesn't contain any IP SANs",
    )
  })

  it("may ask for another node's address, and the signer signs it", async () => {
    const kubelet = await registerKubelet(bed(), 'greedy')
    const csr = await kubelet.requestServingCertificate({names: {ips: ['198.18.0.99']}})
    await bed().kubectl(['certificate', 'approve', csr.metadata.name])
    const certificate = new X509Certificate(await kubelet.certificate(csr.metadata.name))
    expect(certificate.subjectAltName).to.equal('IP Address:198.18.0.99')
  })

  it('are refused at once under the name of another node, and after approval with an e-mail address', async () => {
    const kubelet = await registerKubelet(bed(), 'liar')
    const forbidden = await kubelet.requestServingCertificate({commonName: 'system:node:honest'}).catch(error => error)
    expect(forbidden.status).to.equal(403)
    const csr = await kubelet.requestServingCertificate({names: {emails: ['me@corp.test']}})
    await bed().kubectl(['certificate', 'approve', csr.metadata.name])
    const failed = async () => (await conditionsOf(bed(), csr.metadata.name)).includes('Failed')
    await bed().waitFor('the signer to refuse it', failed)
    expect(await conditionsOf(bed(), csr.metadata.name)).to.have.members(['Approved', 'Failed'])
  })
})
