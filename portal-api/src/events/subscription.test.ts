import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSubscription } from './subscription.ts'

describe('a subscription', () => {
  it('gives what was offered, in order, before and while it is read, until it is closed', async () => {
    let closings = 0
    const subscription = createSubscription<number>(() => (closings += 1))
    subscription.offer(1)
    subscription.offer(2)
    const read: number[] = []
    for await (const item of subscription) {
      read.push(item)
      if (item === 2) queueMicrotask(() => subscription.offer(3))
      if (item === 3) setImmediate(() => subscription.close())
    }
    subscription.offer(4)
    assert.deepEqual([read, closings], [[1, 2, 3], 1])
  })

  it('drops a reader that is more than its limit behind', async () => {
    let closed = false
    const subscription = createSubscription<number>(() => (closed = true), 3)
    for (const item of [1, 2, 3]) subscription.offer(item)
    assert.equal(subscription.dropped.aborted, false)
    subscription.offer(4)
    assert.deepEqual([subscription.dropped.aborted, closed], [true, true])
    await assert.rejects(async () => {
      for await (const item of subscription) assert.fail(`got ${item}`)
    }, /fell 3 events behind/)
  })
})
