import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from './failure.ts'
import { createRedactor, REDACTED, withoutCredentials } from './redaction.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIs3cret\n-----END RSA PRIVATE KEY-----'

describe('withoutCredentials', () => {
  const HIDDEN: readonly (readonly [text: string, shown: string])[] = [
    ['connect redis://default:s3cret@h:6379/1 failed', `connect redis://${REDACTED}@h:6379/1 failed`],
    ['https://x-access-token:s3cret@github.com/a/b.git', `https://${REDACTED}@github.com/a/b.git`],
    ['redis://:s3c@ret@h', `redis://${REDACTED}@h`],
    ['authorization: token s3cretToken', `authorization: token ${REDACTED}`],
    ['Authorization: Bearer s3cret', `Authorization: Bearer ${REDACTED}`],
    ['{"authorization":"s3cret","x":1}', `{"authorization":"${REDACTED}","x":1}`],
    ['got Basic eC1hY2Nlc3MtdG9rZW46czNjcmV0', `got Basic ${REDACTED}`],
    [`token ${JWT}, twice ${JWT}`, `token ${REDACTED}, twice ${REDACTED}`],
    [`ghp_${'a1'.repeat(18)} and github_pat_${'b2'.repeat(20)}`, `${REDACTED} and ${REDACTED}`],
    [`the token slp_0123456789abcdef_${'c-3_'.repeat(10)}c-3 of x`, `the token ${REDACTED} of x`],
    [`before ${KEY} after`, `before ${REDACTED} after`],
    [`{"key":${JSON.stringify(KEY)},"x":1}`, `{"key":"${REDACTED}","x":1}`],
    ['{"key":"-----BEGIN PRIVATE KEY-----\\nMIIs3cret","x":1}', `{"key":"${REDACTED}","x":1}`],
  ]
  for (const [text, shown] of HIDDEN) it(`hides: ${shown}`, () => assert.equal(withoutCredentials(text), shown))

  const SHOWN = [
    'https://example.org:8443/a:b@c?x=y@z',
    'ssh://git@example.org/a.git',
    '{"url":"https://example.org","time":1,"mail":"a@b"}',
    'it asks for Basic authentication; the bearer token is wrong',
    'the authorization of order 7 is pending',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  ]
  for (const text of SHOWN) it(`lets stand: ${text}`, () => assert.equal(withoutCredentials(text), text))

  it('goes over every message of a failure', () => {
    assert.equal(new Failure('INTERNAL', 'at redis://:s3cret@h').message, `at redis://${REDACTED}@h`)
    assert.equal(Failure.from(new Error(`with ${JWT}`)).toJSON().message, `with ${REDACTED}`)
  })
})

describe('createRedactor', () => {
  const secret = 'sl!pw"y/s3cret\nof two lines'
  const redact = createRedactor([secret, 'redis://u:p%40ss-w0rd@h:6379', 'short'])

  it('hides secrets as they are, in JSON, in URLs and in base64', () => {
    for (const form of [
      secret,
      JSON.stringify({ secret }).slice(11, -2),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ])
      assert.equal(redact(`a ${form} b`), `a ${REDACTED} b`)
  })

  it('hides of a Redis URL its password, and nothing that stands in texts by chance', () => {
    assert.equal(redact('p@ss-w0rd or p%40ss-w0rd at h:6379 in short'), `${REDACTED} or ${REDACTED} at h:6379 in short`)
    assert.equal(createRedactor(['redis://127.0.0.1:6379'])('redis://127.0.0.1:6379'), 'redis://127.0.0.1:6379')
  })
})
