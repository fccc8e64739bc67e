import {expect} from 'chai'
import {reportOn} from '../../support/links.ts'

const SECRET = `
# file: apps/web-tls.yaml
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
stringData: {tls.key: "{{key web}}"}`

const CERTIFICATE = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}`

const remedies = (...yaml: readonly string[]) =>
  reportOn(yaml.join('\n---'), {world: 'open'})
    .findings.filter(({rule}) => rule === 'PKI901')
    .flatMap(({remedy}) => remedy)

describe('remedies for keys in a repository', () => {
  it('begin with a new key, and encrypt that', () => {
    const [first, second] = remedies(SECRET)
    expect(first?.say).to.match(/^Take the key out of use/)
    expect(second?.run).to.deep.equal([
      'sops',
      'encrypt',
      '--encrypted-regex',
      '^(data|stringData)$',
      '--in-place',
      'apps/web-tls.yaml',
    ])
  })

  it('leave the Secret to the Certificate that makes it', () => {
    const [first, second] = remedies(SECRET, CERTIFICATE)
    expect(first?.say).to.contain('certificate shop/web makes this Secret')
    expect(second?.run).to.include.members(['renew', 'shop', 'web'])
  })

  it('encrypt a file that SOPS has a format for, and take the key out of others', () => {
    const remedyOf = (file: string) => remedies(`# exposed: ${file}:3 private key (PEM)\n${CERTIFICATE.trimStart()}`)[1]
    for (const file of ['keys/ca.key', 'apps/values.yaml']) {
      expect(remedyOf(file)?.run, file).to.eql(['sops', 'encrypt', '--in-place', file])
    }
    for (const file of ['README.md', 'pkg/server.go', 'charts/web/templates/tls.yaml']) {
      expect(remedyOf(file)?.run, file).to.equal(undefined)
      expect(remedyOf(file)?.say, file).to.contain('a Secret that is encrypted or made in the cluster')
    }
  })

  it('stand in the order of files', () => {
    const exposed = ['b.key:1', 'd.key:4', 'c.key:1', 'a.key:3'].map(place => `# exposed: ${place} private key (PEM)`)
    const {findings} = reportOn([...exposed, CERTIFICATE.trimStart()].join('\n'), {world: 'open'})
    const places = findings.filter(({rule}) => rule === 'PKI901').map(({at}) => `${at?.file}:${at?.line}`)
    expect(places).to.eql(['a.key:3', 'b.key:1', 'c.key:1', 'd.key:4'])
  })

  it('never repeat the key', () => {
    const report = JSON.stringify(reportOn(SECRET))
    expect(report).to.contain('PKI901')
    expect(report).not.to.contain('PRIVATE KEY')
  })
})
