import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FAILURES } from '#contract'
import { signInFailureIn } from './sign-in.ts'

describe('a sign-in that came back with a code', () => {
  it('is told in words of its own for each code that it can have', () => {
    const codes = ['SIGN_IN_EXPIRED', 'SIGN_IN_REFUSED', 'OIDC_UNAVAILABLE', 'RATE_LIMITED']
    const told = codes.map((code) => signInFailureIn(`?sign_in=${code}`)?.reason)
    assert.equal(new Set(told).size, codes.length)
    assert.ok(codes.every((code) => code in FAILURES))
  })

  it('shows nothing of the address', () => {
    for (const hostile of ['<b>x</b>', '__proto__', 'constructor', '', 'INTERNAL'])
      assert.equal(signInFailureIn(`?sign_in=${encodeURIComponent(hostile)}`)?.reason, 'The sign-in failed.')
    assert.equal(signInFailureIn('?other=SIGN_IN_EXPIRED'), undefined)
  })
})
