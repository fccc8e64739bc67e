import {expect} from 'chai'
import {isFilledLater} from '../../../src/core/kube/filled-later.ts'

describe('isFilledLater', () => {
  it('knows what GitOps tools and people put into manifests', () => {
    const later = [...['DOMAIN', 'DOMAIN/./-'].map(name => `web.\${${name}}`), '$DOMAIN', '$(SERVICE).svc']
    for (const text of [...later, 'SERVICE_NAME.SERVICE_NAMESPACE.svc', '<path:pki/ca#name>', 'ca-{{ env }}']) {
      expect(isFilledLater(text), text).to.equal(true)
    }
  })

  it('takes names, hosts, addresses and base64 as they are', () => {
    for (const text of [
      'web-tls',
      'WEB.example.com',
      '_acme-challenge.corp',
      '*.corp',
      'https://ca.pki:9000',
      'TUlJQg==',
    ]) {
      expect(isFilledLater(text), text).to.equal(false)
    }
  })
})
