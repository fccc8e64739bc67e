import {createPublicKey} from 'node:crypto'
import {expect} from 'chai'
import {scrubText} from '../../../../../src/core/kube/door/scrub/scrub.ts'
import {type KeyKind, makePki} from '../../../../fixtures/make-pki.ts'
import {HOSTILE} from '../hostile.ts'
import {KEY_FORMS, labelled, marked} from '../key-forms.ts'
import {leaks, needlesOf} from '../needles.ts'
import {WRAPPINGS} from '../wrappings.ts'

const KEY_KINDS: readonly KeyKind[] = ['P-256', 'P-384', 'P-521', 'Ed25519', 'RSA-2048']

describe('scrubText of key material', () => {
  for (const {name, text, secrets} of KEY_FORMS) {
    const needles = secrets.flatMap(needlesOf)

    it(`would be seen to leak ${name}`, () => {
      expect(leaks(text, needles)).not.to.deep.equal([])
    })

    it(`takes out ${name}, however it is wrapped`, () => {
      const left = WRAPPINGS.flatMap(({name: wrapping, wrap}) => {
        const {text: clean, forms} = scrubText(wrap(text))
        if (forms.length === 0) return [`${wrapping}: not found`]
        if (scrubText(clean).forms.length > 0) return [`${wrapping}: found again`]
        return leaks(clean, needles).length > 0
          ? [`${wrapping}: ${leaks(clean, needles).length} needles, ${clean.slice(0, 200)}`]
          : []
      })
      expect(left).to.deep.equal([])
    })
  }
})

describe('scrubText leaves alone', () => {
  const pki = makePki({seed: 'door'})
  const root = pki.ca('root', {key: 'RSA-2048'})
  const issuing = root.ca({O: 'Corp', CN: 'issuing'}, {key: 'P-384', pathLength: 0})
  const leaves = KEY_KINDS.flatMap(key =>
    [0, 1, 2, 3, 4, 5, 6, 7].map(i =>
      issuing.leaf(`leaf-${i}.${'x'.repeat(i * 7)}.corp`, {
        key,
        dns: Array.from({length: i * 3}, (_, n) => `n${n}.corp`),
      }),
    ),
  )
  const certificates = [root, issuing, ...leaves]

  const untouched = (texts: readonly string[]): void => {
    expect(texts.filter(text => scrubText(text).text !== text || scrubText(text).forms.length > 0)).to.deep.equal([])
  }

  for (const {name, wrap} of WRAPPINGS) {
    it(`certificates, with ${name}`, () => {
      untouched(certificates.map(({pem}) => wrap(pem)))
      untouched(certificates.map(({der}) => wrap(der.toString('base64'))))
      untouched([wrap(certificates.map(({pem}) => pem).join('')), wrap(issuing.chainPem)])
    })
  }

  it('certificates in hex, and between other words', () => {
    untouched(certificates.map(({der}) => der.toString('hex')))
    untouched(certificates.map(({pem}) => `# the root\n${pem}\n# and that is all\n`))
  })

  it('requests, public keys and lists of revoked certificates', () => {
    const texts = leaves.flatMap(({der, key}) => [
      labelled('CERTIFICATE REQUEST', der),
      labelled('PUBLIC KEY', key.spki),
      labelled('X509 CRL', der),
      JSON.stringify(createPublicKey(key.privateKey).export({format: 'jwk'})),
    ])
    for (const {wrap} of WRAPPINGS) untouched(texts.map(wrap))
  })

  it('digests, names, random bytes in base64 and hex', () => {
    const texts = Array.from({length: 5000}, (_, i) => marked(`random ${i}`, 16 + (i % 200))).flatMap(bytes => [
      bytes.toString('hex'),
      `sha256:${bytes.toString('hex')}`,
      bytes.toString('base64'),
      bytes.toString('base64url'),
      `registry.corp/team/app@sha256:${bytes.toString('hex')}`,
    ])
    untouched(texts.filter(text => !/H4sI|KLUv|UEsDB|QlpoO/.test(text)))
  })

  it('what people and controllers write about keys', () => {
    untouched([
      'Failed to retrieve provisioner password: secret pw does not contain key passwd',
      'Issuing certificate as Secret contains invalid private key data: error decoding private key PEM block',
      'User intervention required: existing private key in Secret "x" does not match requirements on Certificate resource',
      "invalid PEM block in bundle: only CERTIFICATE blocks are permitted but found 'PRIVATE KEY'",
      'Paste the text between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY----- here.',
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n',
      '-----BEGIN RSA PRIVATE KEY-----\n<your key>\n-----END RSA PRIVATE KEY-----',
      'spec:\n  passwordRef:\n    name: pw\n    key: password\n  tokenSecretName: t\n  existingSecret: s\n',
      `password: \${DB_PASSWORD}\ntoken: {{ .Values.token }}\napiKey: <your key>\nprivateKey: /etc/tls/tls.key\n`,
      '--token-file=/var/run/token --kubelet-insecure-tls --authentication-token-webhook=true',
      'https://ca.corp:9443/acme/acme/directory',
      'data: {"tls.key":"","token":""}',
      '[removed: private key (PEM)]',
    ])
  })
})

describe('scrubText', () => {
  it('keeps the certificates of a base64 text that also holds a key', () => {
    const {pem, keyPem} = makePki({seed: 'mixed'}).ca('root')
    const {text, forms} = scrubText(Buffer.from(`${pem}${keyPem}`).toString('base64'))
    expect(Buffer.from(text, 'base64').toString()).to.equal(`${pem}[removed: private key (PEM)]\n`)
    expect(forms).to.deep.equal(['private key (PEM) in base64'])
  })

  it('says what it took out, each form once, and leaves the rest of the text', () => {
    const {keyPem} = makePki({seed: 'kubeconfig'}).ca('root')
    const data = Buffer.from(keyPem).toString('base64')
    const {text, forms} = scrubText(
      `users:\n- name: admin\n  user:\n    client-key-data: ${data}\n    token: abcdef\n    password: "hun ter"\n- name: b\n`,
    )
    expect(text).to.equal(
      'users:\n- name: admin\n  user:\n    client-key-data: [removed: private key (PEM) in base64]\n' +
        '    token: [removed: token]\n    password: "[removed: password]"\n- name: b\n',
    )
    expect(forms).to.have.members(['private key (PEM) in base64', 'token', 'password'])
  })

  it('takes secrets out by the name before them', () => {
    const cases: readonly (readonly [string, string])[] = [
      [
        '--token=abc --password xyz --token-file=/x',
        '--token=[removed: token] --password [removed: password] --token-file=/x',
      ],
      ['{"db":{"password":"a\\"b","port":1}}', '{"db":{"password":"[removed: password]","port":1}}'],
      ['password: |\n  one\n  two\nport: 1\n', 'password: [removed: password]\nport: 1\n'],
      ["- password: 'it''s'\n- port: 1", "- password: '[removed: password]'\n- port: 1"],
      ['{"a":"{\\"token\\":\\"x\\\\\\"y\\"}"}', '{"a":"{\\"token\\":\\"[removed: token]\\"}"}'],
      [
        '{"password": 1234, "credentials": {"token": "x"}}',
        '{"password": 1234, "credentials": {"token": "[removed: token]"}}',
      ],
      ['password: a,b}c # old\nport: 1', 'password: [removed: password] # old\nport: 1'],
      ['spring.datasource.password=xyz\nport=1', 'spring.datasource.password=[removed: password]\nport=1'],
      ['amqp://user:pa55@host:5672/x', 'amqp://user:[removed: password]@host:5672/x'],
      ['a: 1\\n  apiKey: xyz\\nb: 2', 'a: 1\\n  apiKey: [removed: token]\\nb: 2'],
    ]
    expect(cases.map(([text]) => scrubText(text).text)).to.deep.equal(cases.map(([, clean]) => clean))
  })

  it('takes JWTs out', () => {
    const jwt = ['{"alg":"RS256","kid":"x"}', '{"iss":"kubernetes/serviceaccount","sub":"a"}', marked('jwt', 64)]
      .map(part => Buffer.from(part).toString('base64url'))
      .join('.')
    expect(scrubText(`Authorization: Bearer ${jwt}`).text).to.equal(
      'Authorization: Bearer [removed: bearer token (JWT)]',
    )
  })

  it('tells trust stores from key stores', () => {
    const entry = Buffer.concat([
      Buffer.from([0, 0, 0, 2, 0, 1, 0x61, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x58, 0, 0, 0, 40]),
      marked('cert', 40),
    ])
    const trust = Buffer.concat([
      Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1]),
      entry,
      marked('digest', 20),
    ])
    expect(scrubText(trust.toString('base64')).forms).to.deep.equal(['trust store (JKS) in base64'])
  })

  it('comes to an end on hostile text, and makes not much more of it', () => {
    for (const piece of HOSTILE) {
      const text = piece.repeat(Math.ceil(250_000 / piece.length))
      expect(scrubText(text).text.length, piece).to.be.at.most(4 * text.length)
    }
  }).timeout(60_000)

  it('removes unseen what is encoded too often', () => {
    let text = 'x'.repeat(60)
    for (let i = 0; i < 12; i++) text = Buffer.from(text).toString('base64')
    expect(scrubText(text).forms).to.deep.equal(['text that could not be looked through in base64'])
  })
})
