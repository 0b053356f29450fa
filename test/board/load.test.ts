/** The board with 500 resources and 20 events a second: it answers to keys all the same. Takes about 15 seconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startFreshPortal, TOKEN, type Portal } from '../../portal-api/test/support/portal.ts'
import { assertQuiet } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'
import { seedCrowd, typeIntoCrowd } from './support/crowd.ts'

/** What people take for at once, in milliseconds (RAIL); a slow machine gets twice that. */
const AT_ONCE_MS = 200

describe('the board of many', () => {
  let portal: Portal
  let browser: Browser
  before(async () => {
    portal = await startFreshPortal('boardLoad')
    await seedCrowd(portal.redis)
    browser = await startBrowser(Number(new URL(portal.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
  })

  it('answers to keys at once while events come', async (context) => {
    await using visit = await browser.open({ viewport: { width: 1440, height: 1000 } })
    const { keys, long } = await typeIntoCrowd(visit, portal.redis, { url: portal.url, token: TOKEN })
    const sorted = keys.toSorted((a, b) => a - b)
    const [middle, worst] = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0]
    context.diagnostic(`key to frame: median ${middle.toFixed(0)} ms, longest ${worst.toFixed(0)} ms of ${keys.length}`)
    context.diagnostic(`tasks over 50 ms: ${long.length}, longest ${Math.max(0, ...long).toFixed(0)} ms`)
    assert.ok(keys.length > 20)
    assert.ok(middle < AT_ONCE_MS, `median ${middle} ms`)
    assertQuiet(visit)
  })
})
