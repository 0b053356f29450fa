import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ROOT } from './principal.ts'
import { createRecognitionCache } from './recognition-cache.ts'

const TTL_MS = 50

describe('what is remembered of credentials', () => {
  const counted = (until = Infinity) => {
    let lookups = 0
    const lookup = () => {
      lookups += 1
      return Promise.resolve({ principal: ROOT, until })
    }
    return { lookup, lookups: () => lookups }
  }

  it('is one look-up for requests that come together, and no longer than it is to be', async () => {
    const cache = createRecognitionCache(TTL_MS)
    const { lookup, lookups } = counted()
    const since = Date.now()
    await Promise.all([cache.recognise('one', lookup), cache.recognise('one', lookup)])
    assert.equal(lookups(), 1)
    await cache.recognise('another', lookup)
    assert.equal(lookups(), 2)
    while (lookups() === 2) await cache.recognise('one', lookup)
    assert.ok(Date.now() - since >= TTL_MS)
  })

  it('is looked up anew by who wants it newer, as streams do that stay open', async () => {
    const cache = createRecognitionCache()
    const { lookup, lookups } = counted()
    await cache.recognise('one', lookup)
    await cache.recognise('one', lookup, 1_000)
    assert.equal(lookups(), 1)
    await cache.recognise('one', lookup, 0)
    assert.equal(lookups(), 2)
    await cache.recognise('one', lookup)
    assert.equal(lookups(), 2, 'and that is remembered for everybody')
  })

  it('is nobody once what was shown has ended, or access was taken away', async () => {
    const cache = createRecognitionCache()
    const ended = counted(Date.now() - 1)
    assert.equal(await cache.recognise('ended', ended.lookup), undefined)
    const { lookup, lookups } = counted()
    await cache.recognise('one', lookup)
    cache.clear()
    await cache.recognise('one', lookup)
    assert.equal(lookups(), 2)
  })
})
