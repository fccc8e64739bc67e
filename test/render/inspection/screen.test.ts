import {expect} from 'chai'
import stringWidth from 'string-width'
import {drawScene} from '../../support/inspect-scene.ts'

const web = (pem: string, more = ''): string => `
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: shop}
stringData: {tls.crt: "${pem}"${more}}`

const TRUSTED = `${web(
  '{{chain web signedBy=int san=web.shop,*.web.shop ip=10.0.0.1}}',
  ', tls.key: "{{key web}}", ca.crt: "{{cert root ca}}"',
)}
# {{cert int ca signedBy=root}}`

const BROKEN = `${web('{{chain web signedBy=int san=web.shop}}', ', tls.key: "{{key other}}"')}
# {{cert int ca signedBy=root notAfter=-1d notBefore=-9d}} {{cert root ca}}`

describe('an inspection on the screen', () => {
  it('draws the chain from the leaf to its anchor, with the answer above it', async () => {
    const lines = (await drawScene(TRUSTED, 'secret/web', {width: 80})).split('\n')
    const isHash = (line: string): boolean => /^ {2}│ {3}sha256 {2}[0-9a-f]{64}$/.test(line)
    expect(lines.filter(isHash)).to.have.length(1)
    expect(lines.filter(line => !isHash(line)).slice(0, 19)).to.deep.equal([
      '── secret/web -n shop ─────────────────────────────────────────────────── scene',
      '  ✓ valid until 2027-02-20 12:00Z, 90 days left; nothing but ca.crt beside it',
      '    vouches for that',
      '  ✓ tls.key is its key (ECDSA P-256)',
      '',
      'chain in tls.crt',
      '  ✓ CN=web                                               90 days left ██████████',
      '  │   for     web.shop, *.web.shop, IP:10.0.0.1',
      '  │   valid   2026-11-21 12:00Z to 2027-02-20 12:00Z (91 days)',
      '  │   key     ECDSA P-256; signed with ECDSA-SHA256',
      '  │   use     serverAuth, clientAuth; digitalSignature',
      '  │   serial  10:03',
      '  └─✓ CN=int                                            10 years left ██████████',
      '    │   valid  2026-11-21 12:00Z to 2036-11-19 12:00Z (10 years)',
      '    │   key    ECDSA P-256; signed with ECDSA-SHA256; CA',
      '    └─✓ CN=root                                         10 years left ██████████',
      '          valid  2026-11-21 12:00Z to 2036-11-19 12:00Z (10 years)',
      '          key    ECDSA P-256; signed with ECDSA-SHA256; CA',
      '          lies   in ca.crt',
    ])
  })

  it('shows at the certificate that is to blame why a path loses, and the key that belongs elsewhere', async () => {
    const text = await drawScene(BROKEN, 'secret/web')
    expect(text).to.match(/^ {2}✗ invalid: CN=int expired at 2026-11-21T12:00:00Z$/m)
    expect(text).to.match(/^ {2}✗ tls\.key is the key of another certificate \(ECDSA 256\)$/m)
    expect(text).to.match(/└─✗ CN=int +expired 24 h ago ░{10}\n(.*\n){2,3} {6}✗ but {5}expired at/)
  })

  it('ends with what doctor finds, with its remedy', async () => {
    const text = await drawScene(BROKEN, 'secret/web')
    expect(text.slice(text.indexOf('findings'))).to.match(/✗ PKI104 [\s\S]*fix │/)
  })

  it('keeps to the width of the terminal, but for what would be broken by that', async () => {
    for (const width of [60, 80, 120, 200]) {
      const text = await drawScene(BROKEN, 'secret/web', {width})
      const long = text.split('\n').filter(line => stringWidth(line) > Math.min(width, 120))
      expect(
        long.filter(line => !/[0-9a-f]{64}|\S{40}|^ {8}/.test(line)),
        `${width}`,
      ).to.deep.equal([])
    }
  })

  it('does with ASCII where there is nothing else', async () => {
    expect(await drawScene(TRUSTED, 'secret/web', {unicode: false})).to.match(/^[\x20-\x7e\n]*$/)
  })

  it('shows names that would deceive a terminal as what they are', async () => {
    const hostile = web('{{cert web cn=\u202egro.knab\u001b[2J san=web.shop}}')
    for (const format of ['tree', 'wide', 'text', 'pem', 'json'] as const) {
      const text = await drawScene(hostile, 'secret/web', {format})
      expect(text, format).not.to.match(/[\u001b\u202e]/)
    }
    expect(await drawScene(hostile, 'secret/web')).to.include('gro.knab')
  })

  it('shows with -o wide every identifier', async () => {
    const text = await drawScene(TRUSTED, 'secret/web', {format: 'wide'})
    for (const label of ['spki', 'key id', 'signer id', 'issuer'])
      expect(text).to.match(new RegExp(` ${label} {2,}\\S`))
  })

  it('says that nothing uses it only together with what was looked at', async () => {
    expect(await drawScene(TRUSTED, 'secret/web')).to.match(/^used by\n +nothing that was looked at: no Ingress/m)
  })

  it('tells absent from not looked at', async () => {
    expect(await drawScene('', 'secret/web')).to.include('✗ there is no such object')
    const none = {'core/secrets': {reason: 'forbidden', detail: 'you may not get secrets'}} as const
    expect(await drawScene('', 'secret/web', {none})).to.include('? could not be looked at: you may not get secrets')
  })
})
