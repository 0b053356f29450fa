import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formsOf, leaks } from './needles.ts'

describe('looking for secrets', () => {
  const secret = 'c4n/ary+"of known?contents'
  const PLANTED = {
    'as it is': `x ${secret} y`,
    'in JSON': JSON.stringify({ a: [secret] }),
    'in a URL': `https://h/?q=${encodeURIComponent(secret)}&b`,
    'in base64': Buffer.from(secret).toString('base64'),
    'in a Basic header': Buffer.from(`x-access-token:${secret}`).toString('base64'),
    'in the middle of base64': Buffer.from(`12${secret}tail`).toString('base64'),
    'in base64url': Buffer.from(`1${secret}~~`).toString('base64url'),
    'in a token': `eyJ.${Buffer.from(JSON.stringify({ n: '?', secret: 'other' })).toString('base64url')}.${secret}`,
  }
  for (const [where, text] of Object.entries(PLANTED)) {
    it(`finds one ${where}`, () => assert.deepEqual(leaks({ canary: secret }, { there: text }), ['canary in there']))
  }

  it('finds a key by any of its lines', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'
    const pem = `-----BEGIN PRIVATE KEY-----\n${line}\n${line.toLowerCase()}\n-----END PRIVATE KEY-----\n`
    assert.deepEqual(leaks({ pem }, { there: `x ${line.toLowerCase()}`, not: '-----BEGIN PRIVATE KEY-----' }), [
      'pem in there',
    ])
  })

  it('finds nothing where nothing is, and no form that is empty', () => {
    assert.deepEqual(leaks({ canary: secret }, { a: 'c4n/ary of other contents', b: '' }), [])
    for (const form of [...formsOf(secret), ...formsOf('twelve chars')]) assert.ok(form.length >= 12, form)
  })
})
