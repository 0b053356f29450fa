import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSubscription } from './subscription.ts'

describe('a subscription', () => {
  it('keeps what is offered until its reader is ready, and passes it on in order until it is closed', async () => {
    let closings = 0
    const subscription = createSubscription<number>(() => (closings += 1))
    subscription.offer(1)
    subscription.offer(2)
    const read: number[] = []
    subscription.passOn((item) => read.push(item))
    assert.deepEqual(read, [1, 2])
    subscription.offer(3)
    subscription.close()
    subscription.close()
    subscription.offer(4)
    assert.deepEqual([read, closings, await subscription.ended], [[1, 2, 3], 1, undefined])
  })

  it('passes nothing on after a reader that closes it with one of those that were kept', () => {
    const subscription = createSubscription<number>(() => undefined)
    for (const item of [1, 2, 3]) subscription.offer(item)
    const read: number[] = []
    subscription.passOn((item) => {
      read.push(item)
      if (item === 2) subscription.close()
    })
    assert.deepEqual(read, [1, 2])
  })

  it('drops a reader for which more is kept than its limit', async () => {
    let closed = false
    const subscription = createSubscription<number>(() => (closed = true), 3)
    for (const item of [1, 2, 3]) subscription.offer(item)
    assert.equal(closed, false)
    subscription.offer(4)
    assert.match((await subscription.ended)?.message ?? '', /fell 3 events behind/)
    assert.equal(closed, true)
    subscription.passOn((item) => assert.fail(`got ${item}`))
  })
})
