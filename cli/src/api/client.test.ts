import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { unconnectedPortal } from '../../../scripts/openapi.ts'
import { createClient } from './client.ts'

describe('the client', () => {
  it('calls portal-api with its token, and gives answers and problems with their types', async () => {
    await using portal = await unconnectedPortal()
    const url = await portal.app.listen({ port: 0, host: '127.0.0.1' })

    const health = await createClient({ url, token: 'none' }).GET('/health')
    assert.deepEqual(health.data, { status: 'ok' })
    const params = { path: { id: 'a-task' } }
    const unreached = await createClient({ url, token: 'none' }).GET('/api/tasks/{id}', { params })
    assert.deepEqual([unreached.error?.code, unreached.error?.retryable], ['REDIS_UNAVAILABLE', true])
    const refused = await createClient({ url, token: 'wrong' }).GET('/api/tasks/{id}', { params })
    assert.deepEqual([refused.response.status, refused.error?.code], [401, 'UNAUTHORIZED'])
  })
})
