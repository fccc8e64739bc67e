import {type CertificateSpec, type Issued, makePki} from '../../fixtures/make-pki.ts'
import type {FakeApiServer, FakeOptions} from '../../support/fake-api-server.ts'
import {fakeOf} from './live-fake.ts'

export interface TlsFake {
  readonly fake: FakeApiServer
  readonly ca: Issued
  readonly leaf: Issued
}

/** A fake with TLS; its certificate is for localhost and 127.0.0.1 unless said. Stopped by `stopFakes`. */
export const tlsFake = async (
  spec: CertificateSpec = {},
  tls: Partial<NonNullable<FakeOptions['tls']>> = {},
): Promise<TlsFake> => {
  const pki = makePki({now: new Date(), seed: 'live'})
  const ca = pki.ca('test-ca')
  const leaf = ca.leaf('api', {dns: ['localhost'], ips: ['127.0.0.1'], ...spec})
  const fake = await fakeOf({tls: {cert: leaf.chainPem, key: leaf.keyPem, ca: ca.pem, ...tls}})
  return {fake, ca, leaf}
}
