import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import { NO_BREAKER } from '../../breaker.ts'
import { createExchange } from './http.ts'

const { signal } = new AbortController()

/** Asks a server that gives the same answer to everything. */
async function askOf(status: number, headers: Readonly<Record<string, string>> = {}) {
  const server = createServer((_request, response) => response.writeHead(status, headers).end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  try {
    const exchange = createExchange(`http://127.0.0.1:${address.port}`, 20_000, NO_BREAKER)
    return await exchange({ route: 'GET /user', parameters: {} }, 'Bearer x', signal)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

describe('an exchange with GitHub', () => {
  it('takes a 5xx for a failure that may pass, and one that names a time for a throttle', async () => {
    for (const status of [500, 502, 503])
      await assert.rejects(askOf(status), { code: 'FORGE_FAILED', class: 'transient' }, String(status))
    await assert.rejects(askOf(503, { 'retry-after': '7' }), { code: 'FORGE_THROTTLED', retryAfterMs: 7_000 })
    await assert.rejects(askOf(503, { 'retry-after': '0' }), { code: 'FORGE_THROTTLED', retryAfterMs: 1_000 })
    await assert.rejects(askOf(503, { 'retry-after': 'soon' }), { code: 'FORGE_FAILED' })
  })

  it('gives every other answer to whoever asked', async () => {
    for (const status of [204, 302, 404, 429]) assert.equal((await askOf(status)).status, status)
  })
})
