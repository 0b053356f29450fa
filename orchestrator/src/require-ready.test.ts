import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as after } from 'node:timers/promises'
import { Failure } from '#contract'
import type { Check, Finding } from './drivers/preflight.ts'
import { requireReady, Unready } from './require-ready.ts'
import { runChecks } from './run-checks.ts'

const check = (name: string, run: Check['check']): Check => ({ name, check: run })
const finds = (...findings: Finding[]): Check => check('service', () => Promise.resolve(findings))
const unanswered = check('silent', (signal) => after(60_000, [], { signal, ref: false }))
const deaf = check('deaf', () => new Promise(() => undefined))

const refused = new Failure('FORGE_UNAUTHORIZED', 'the forge refuses the token')
const away = new Failure('IDENTITY_FAILED', 'Graph does not answer')

describe('Checks', () => {
  it('keep their order, and what throws or never ends is a finding that names the check', async () => {
    const broken = check('broken', () => Promise.reject(refused))
    const fine = finds({ state: 'ok', name: 'fine', detail: 'as it should be' })
    const findings = await runChecks([unanswered, broken, deaf, fine], 50)
    assert.deepEqual(
      findings.map(({ name, state }) => [name, state]),
      [
        ['silent', 'failed'],
        ['broken', 'failed'],
        ['deaf', 'failed'],
        ['fine', 'ok'],
      ],
    )
    const codes = findings.map((finding) => ('failure' in finding ? finding.failure.code : undefined))
    assert.deepEqual(codes, ['TIMEOUT', 'FORGE_UNAUTHORIZED', 'TIMEOUT', undefined])
  })

  it('run at once', async () => {
    const [one, other] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const meets = (mine: typeof one, others: typeof one) =>
      check('meets', async () => {
        mine.resolve(undefined)
        await others.promise
        return []
      })
    assert.deepEqual(await runChecks([meets(one, other), meets(other, one)], 10_000), [])
  })
})

describe('A start', () => {
  const logged: unknown[] = []
  const log = { warn: (about: unknown) => void logged.push(about) }

  it('is refused with everything that no repetition can help', async () => {
    const denied = new Failure('IDENTITY_FORBIDDEN', 'the client may not register applications')
    const checks = [
      finds({ state: 'failed', name: 'token', failure: refused }),
      finds({ state: 'failed', name: 'role', failure: denied }, { state: 'failed', name: 'Graph', failure: away }),
    ]
    await assert.rejects(requireReady(checks, log, 1_000), (thrown) => {
      assert.ok(thrown instanceof Unready)
      assert.deepEqual(thrown.failures, [refused, denied])
      return true
    })
    assert.deepEqual(logged.splice(0), [{ check: 'Graph', err: away, remedy: away.remedy }])
  })

  it('goes on with what passes by itself, and with what only should be better', async () => {
    const soon = new Failure('CERTIFICATE_REFUSED', 'the certificate ends soon')
    const checks = [
      finds({ state: 'failed', name: 'Graph', failure: away }, { state: 'warning', name: 'days', failure: soon }),
      deaf,
    ]
    await requireReady(checks, log, 50)
    assert.equal(logged.splice(0).length, 3)
  })
})
