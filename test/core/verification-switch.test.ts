import {expect} from 'chai'
import {disablesVerification, isSwitchValue, isVerificationSwitch} from '../../src/core/verification-switch.ts'

describe('disablesVerification', () => {
  for (const [name, value] of [
    ['--kubelet-insecure-tls', ''],
    ['--kubelet-insecure-tls', 'true'],
    ['--insecure-skip-tls-verify', ''],
    ['--tls-insecure-skip-verify', '1'],
    ['-remoteWrite.tlsInsecureSkipVerify', 'TRUE'],
    ['--ssl-insecure-skip-verify', 'yes'],
    ['--skip-tls-verify', ''],
    ['--tls-skip-verify', ''],
    ['--skip-ssl-validation', ''],
    ['--no-check-certificate', ''],
    ['insecureSkipVerify', 'true'],
    ['insecure_skip_verify', 'true'],
    ['skipTLSVerify', 'true'],
    ['GIT_SSL_NO_VERIFY', 'true'],
    ['VAULT_SKIP_VERIFY', '1'],
    ['OTEL_INSECURE_SKIP_VERIFY', 'on'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['PYTHONHTTPSVERIFY', '0'],
    ['--tls-verify', 'false'],
    ['--verify-ssl', 'no'],
  ] as const) {
    it(`${name}=${value}`, () => expect(disablesVerification(name, value)).to.equal(true))
  }

  for (const [name, value] of [
    ['--kubelet-insecure-tls', 'false'],
    ['--insecure-skip-tls-verify', '0'],
    ['--insecure-skip-tls-verify', '$(SKIP)'],
    ['--insecure', ''],
    ['--insecure-port', '0'],
    ['--no-verify', ''],
    ['--skip-validation', ''],
    ['--skip-schema-validation', ''],
    ['--node-verification', ''],
    ['--disable-openapi-validation', ''],
    ['--tls-verify', ''],
    ['--tls-verify', 'true'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '1'],
    ['--client-ca-file', 'false'],
    ['--tls-cert-file', '/etc/tls.crt'],
  ] as const) {
    it(`not ${name}=${value}`, () => expect(disablesVerification(name, value)).to.equal(false))
  }

  it('knows its switches whatever their value', () => {
    expect(isVerificationSwitch('NODE_TLS_REJECT_UNAUTHORIZED')).to.equal(true)
    expect(isVerificationSwitch('VAULT_SKIP_VERIFY')).to.equal(true)
    expect(isVerificationSwitch('VAULT_TOKEN')).to.equal(false)
  })

  it('takes nothing that could be a secret for the value of a switch', () => {
    expect(['0', 'true', 'Off'].every(isSwitchValue)).to.equal(true)
    expect(['', 'hunter2', '01', 'true ', '10'].some(isSwitchValue)).to.equal(false)
  })
})
