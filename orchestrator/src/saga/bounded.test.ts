import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { bounded, forwardAbort } from './bounded.ts'

const obedient = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('in its own words'))))

const bounds = (timeoutMs: number, controller = new AbortController()) => ({ controller, timeoutMs, what: 'It' })

describe('bounded', () => {
  it('returns what the call returns, and throws what it throws', async () => {
    assert.equal(await bounded(() => Promise.resolve(7), bounds(1_000)), 7)
    const error = new Error('own')
    await assert.rejects(
      bounded(() => Promise.reject(error), bounds(1_000)),
      error,
    )
  })

  it('does not call at all when it is stopped already', async () => {
    let called = false
    const reason = new Error('stopped')
    const call = () => {
      called = true
      return Promise.resolve()
    }
    const controller = new AbortController()
    controller.abort(reason)
    await assert.rejects(bounded(call, bounds(1_000, controller)), reason)
    assert.equal(called, false)
  })

  it('throws TIMEOUT with the limit in seconds, whatever the call says when it is told to stop', async () => {
    await assert.rejects(bounded(obedient, bounds(20)), (thrown) => {
      assert.ok(thrown instanceof Failure)
      assert.deepEqual([thrown.code, thrown.message], ['TIMEOUT', 'It took longer than 0.02 s'])
      return true
    })
  })

  it('throws the reason of the outer signal', async () => {
    const controller = new AbortController()
    const reason = new Error('handed over')
    const running = bounded(obedient, bounds(10_000, controller))
    controller.abort(reason)
    await assert.rejects(running, reason)
  })

  it('takes the result of a call that ends well though it was told to stop', async () => {
    const controller = new AbortController()
    const call = (signal: AbortSignal) =>
      new Promise<string>((resolve) => signal.addEventListener('abort', () => setImmediate(() => resolve('done'))))
    const running = bounded(call, bounds(10_000, controller))
    controller.abort(new Error('stop'))
    assert.equal(await running, 'done')
  })

  it('holds the process up by nothing once it is over', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    await bounded(() => Promise.resolve(), bounds(60_000))
    assert.equal(timers(), before)
  })
})

describe('forwardAbort', () => {
  it('aborts every controller for the reason of the signal, until it is disposed', () => {
    const [outer, ...inner] = [new AbortController(), new AbortController(), new AbortController()]
    const reason = new Error('stop')
    const forwarding = forwardAbort(outer.signal, inner)
    assert.ok(inner.every(({ signal }) => !signal.aborted))
    outer.abort(reason)
    for (const { signal } of inner) assert.equal(signal.reason, reason)
    forwarding[Symbol.dispose]()

    const [late, kept] = [new AbortController(), new AbortController()]
    forwardAbort(late.signal, [kept])[Symbol.dispose]()
    late.abort(reason)
    assert.equal(kept.signal.aborted, false)
  })

  it('aborts them at once when the signal is aborted already', () => {
    const controller = new AbortController()
    using _forwarding = forwardAbort(AbortSignal.abort('why'), [controller])
    assert.equal(controller.signal.reason, 'why')
  })
})
