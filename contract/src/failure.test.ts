import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure, FAILURES, WireFailure, type FailureCode } from './failure.ts'
import { REDACTED } from './redaction.ts'
import { redact } from './status.ts'

const isCode = (code: string): code is FailureCode => Object.hasOwn(FAILURES, code)

describe('Failure', () => {
  it('has for every code a class, an HTTP status of an error, and a remedy that is a sentence', () => {
    for (const [code, { http, remedy }] of Object.entries(FAILURES)) {
      assert.match(code, /^[A-Z]+(?:_[A-Z]+)*$/)
      assert.ok(http >= 400 && http < 600, code)
      assert.match(remedy, /^[A-Z].*\.$/, code)
    }
  })

  it('is retryable exactly when its class is transient, throttled or unavailable, and waits in the last two', () => {
    for (const code of Object.keys(FAILURES).filter(isCode)) {
      const failure = new Failure(code, 'x')
      assert.equal(failure.retryable, ['transient', 'throttled', 'unavailable'].includes(FAILURES[code].class), code)
      assert.equal(failure.waits, ['throttled', 'unavailable'].includes(FAILURES[code].class), code)
    }
    assert.equal(new Failure('FORGE_FAILED', 'x', { class: 'permanent' }).retryable, false)
    assert.equal(new Failure('FORGE_FAILED', 'x', { class: 'throttled', retryAfterMs: 5 }).retryAfterMs, 5)
  })

  it('goes over the wire and comes back', () => {
    const cause = new Error('why')
    const failure = new Failure('NAME_TAKEN', 'it is taken', { cause })
    assert.equal(failure.cause, cause)
    const wire = WireFailure.parse(JSON.parse(JSON.stringify(failure)))
    assert.deepEqual(wire, {
      code: 'NAME_TAKEN',
      message: 'it is taken',
      retryable: false,
      remedy: FAILURES.NAME_TAKEN.remedy,
    })
    assert.equal(WireFailure.safeParse({ ...wire, code: 'toString' }).success, false)
    assert.equal(WireFailure.safeParse({ ...wire, code: 'NO_SUCH_CODE' }).success, false)
  })

  it('is itself when it was thrown, and INTERNAL with its cause otherwise', () => {
    const failure = new Failure('TIMEOUT', 'late')
    assert.equal(Failure.from(failure), failure)
    const error = new TypeError('x is undefined')
    assert.deepEqual([Failure.from(error).code, Failure.from(error).cause], ['INTERNAL', error])
    assert.deepEqual([Failure.from('text').message, Failure.from(undefined).code], ['text', 'INTERNAL'])
  })
})

describe('redact', () => {
  it('replaces the webhook secret and nothing else', () => {
    const metadata = { agent_webhook_secret: 's3cret', subdomain: 'a.b', container_ids: ['c'] }
    assert.deepEqual(redact(metadata), { ...metadata, agent_webhook_secret: REDACTED })
    assert.equal(metadata.agent_webhook_secret, 's3cret')
    assert.deepEqual(redact({}), {})
  })
})
