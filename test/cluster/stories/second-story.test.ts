import {expect} from 'chai'
import type {KubeBody} from '../bed/kube-api.ts'
import {describeOnBed} from '../describe-on-bed.ts'
import type {PlayedKubelet} from '../play/kubelet.ts'
import {registerKubelet} from '../play/register-kubelet.ts'
import {consequencesOf, doctorReport, rootsOf, runPki} from '../run-doctor.ts'
import {application, bundle, client, internalCa} from './internal-ca-objects.ts'
import {APPROVER, kubeletApprover} from './kubelet-approver-objects.ts'

const options = {with: ['cert-manager', 'trust-manager', 'kwok'], approver: 'builtin'} as const

/**
 * A CA of the cluster's own, its certificate in every namespace, and kubelets that ask for serving certificates. Each stage
 * ends with what doctor says about it, and nothing else.
 */
describeOnBed('the second story', options, bed => {
  let honest: PlayedKubelet
  let lying: PlayedKubelet
  const requests: KubeBody[] = []
  const secret = () => bed().api.find('/api/v1/namespaces/my-app/secrets/my-app-tls')
  const judged = (inMinutes = 0) => doctorReport(bed(), {inMinutes})

  it('1: certificates are issued by a CA that was made in the cluster', async () => {
    await bed().apply(...internalCa(), ...application())
    await bed().waitFor('the certificate', secret)
    expect((await judged()).findings).to.deep.equal([])
  })

  it('2: a client mounts the CA as a file, and will never see another', async () => {
    await bed().apply(bundle(), client('file'))
    await bed().waitFor('the target', () => bed().api.find('/api/v1/namespaces/my-app/configmaps/internal-ca'))
    expect(rootsOf(await judged())).to.deep.equal(['PKI411 deployment/my-app/client'])
  })

  it('3: as a folder it follows the Bundle, and the root in it stays, as the CA keeps its key', async () => {
    await bed().apply(client('folder'))
    expect((await judged()).findings).to.deep.equal([])
  })

  it('4: kubelets ask for serving certificates, and nobody approves', async () => {
    honest = await registerKubelet(bed(), 'talos-node-0', [{type: 'InternalIP', address: '198.18.0.10'}])
    lying = await registerKubelet(bed(), 'talos-node-1', [{type: 'InternalIP', address: '198.18.0.11'}])
    requests.push(await honest.requestServingCertificate())
    requests.push(await lying.requestServingCertificate({names: {ips: ['198.18.0.10']}}))
    const report = await judged(5)
    expect(rootsOf(report)).to.deep.equal([
      'PKI508 deployment/kubelet-serving-cert-approver/kubelet-serving-cert-approver',
    ])
    const waiting = requests.map(({metadata}) => `PKI501 certificatesigningrequest/${metadata.name}`).sort()
    expect(consequencesOf(report)).to.deep.equal(waiting)
  })

  it('5: after a quarter of an hour approving them is of no use any more', async () => {
    const report = await judged(20)
    const stale = requests.map(({metadata}) => `PKI502 certificatesigningrequest/${metadata.name}`).sort()
    expect(consequencesOf(report)).to.deep.equal(stale)
  })

  it('6: an approver comes, approves the honest one and leaves the other to a person, who denies it', async () => {
    await bed().apply(...kubeletApprover())
    const [approved = '', denied = ''] = requests.map(({metadata}) => metadata.name as string)
    await bed().kubectl(['certificate', 'approve', approved, `--as=${APPROVER}`])
    await bed().kubectl(['certificate', 'deny', denied])
    await honest.serve(approved)
    const report = await judged()
    expect(rootsOf(report)).to.deep.equal([`PKI503 certificatesigningrequest/${denied}`])
    expect(report.findings).to.have.length(1)
  })

  it('7: the other asks for its own address, and nothing is left to say', async () => {
    const {metadata} = await lying.requestServingCertificate()
    await bed().kubectl(['certificate', 'approve', metadata.name, `--as=${APPROVER}`])
    await lying.serve(metadata.name)
    expect((await judged()).findings).to.deep.equal([])
    expect((await runPki(bed(), ['doctor', '--fail-on', 'warning'])).exit).to.equal(0)
  })
})
