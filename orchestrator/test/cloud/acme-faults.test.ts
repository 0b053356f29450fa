import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { after, describe, it } from 'node:test'
import { Failure, type FailureCode } from '#contract'
import type { FaultKind } from '../../../test/doubles/kit/faults.ts'
import { acmeIn, leftoversIn, makeDataDir, startAcmeWorld } from './support/acme.ts'
import { OPERATIONS, startAcmeProxy } from './support/acme-proxy.ts'

// Every nonce is good here, so that requests can be counted.
const world = await startAcmeWorld({ nonceReject: 0 })
after(() => world[Symbol.asyncDispose]())

const { signal } = new AbortController()
const TAG = { owner: 'team:1', task: 'task-1' }
const RETRY_AFTER_S = 7

/** What a fault may lead to, besides success. */
const EXPECTED: Readonly<Record<FaultKind, readonly FailureCode[]>> = {
  timeout: ['CERTIFICATE_FAILED'],
  reset: ['CERTIFICATE_FAILED'],
  'reset-after': ['CERTIFICATE_FAILED'],
  'status-500': ['CERTIFICATE_FAILED'],
  'bad-gateway-after': ['CERTIFICATE_FAILED'],
  throttled: ['CERTIFICATE_THROTTLED'],
  'throttled-silently': ['CERTIFICATE_THROTTLED'],
  forbidden: ['CERTIFICATE_REFUSED', 'ACME_DIRECTORY_INVALID'],
  malformed: ['CERTIFICATE_FAILED', 'ACME_DIRECTORY_INVALID'],
}

/** A nonce needs no body, and a challenge is looked at again: whether it was completed is seen there. */
const NO_HARM: readonly string[] = [
  'newNonce malformed',
  'challenge malformed',
  'challenge reset-after',
  'challenge bad-gateway-after',
]

const kinds = ([...Object.keys(EXPECTED)] as const).filter((kind): kind is FaultKind => Object.hasOwn(EXPECTED, kind))
const cases = Object.keys(OPERATIONS).flatMap((operation) => kinds.map((kind) => ({ operation, kind })))

async function failureOf(call: Promise<unknown>): Promise<Failure | undefined> {
  try {
    await call
    return undefined
  } catch (thrown) {
    assert.ok(thrown instanceof Failure)
    return thrown
  }
}

describe('ACME: faults of the authority', { concurrency: 6 }, () => {
  for (const { operation, kind } of cases) {
    it(`${operation}: ${kind}`, async () => {
      const dataDir = await makeDataDir()
      await using proxy = await startAcmeProxy(world.pebble)
      const { double, directoryUrl } = proxy
      try {
        const host = `${operation}-${kind}.example.test`.toLowerCase()
        const certificates = acmeIn(world, dataDir, {
          settings: { ...world.settings, directoryUrl },
          requestTimeoutMs: kind === 'timeout' ? 2_000 : 20_000,
        })
        const ensure = () => certificates.ensureCertificate(host, TAG, signal)
        double.inject({ operation, kind, retryAfterS: RETRY_AFTER_S })

        const failure = await failureOf(ensure())
        if (failure === undefined) {
          assert.ok(NO_HARM.includes(`${operation} ${kind}`), 'it did not notice')
        } else {
          assert.ok(EXPECTED[kind].includes(failure.code), `${failure.code}: ${failure.message}`)
          const told = { throttled: RETRY_AFTER_S * 1_000, 'throttled-silently': 12 * 60_000 }
          if (kind === 'throttled' || kind === 'throttled-silently') assert.equal(failure.retryAfterMs, told[kind])
          // Nobody asked again behind the saga's back: the fault is the last that was heard of the operation.
          const last = double.calls.findLast((call) => call.operation === operation)
          if (kind !== 'malformed') assert.notEqual(last?.status, 200)
          if (operation !== 'challenge') assert.equal(double.calls.at(-1), last)
          assert.deepEqual((await ensure()).names, [host])
        }

        const finalized = double.calls.filter((call) => call.operation === 'finalize')
        assert.ok(finalized.length <= 2, `${finalized.length} times finalized`)
        assert.deepEqual(await leftoversIn(dataDir), [])
        await certificates.remove({ kind: 'certificate', name: host }, TAG, signal)
        assert.deepEqual(await certificates.list(signal), [])
      } finally {
        await rm(dataDir, { recursive: true })
      }
    })
  }
})

describe('ACME: after the faults', () => {
  it('no certificate was ordered twice, and no answer to a challenge is left', () => {
    assert.equal(world.pebble.issued(), cases.length)
    assert.deepEqual(world.tokens(), [])
  })
})
