import assert from 'node:assert/strict'
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { fullSlug, inventoryKey, ownerKey, SLUG_INDEX, slugNode, type ResourceRecord } from '#contract'
import { createVault } from '../../../orchestrator/src/drivers/vault.ts'
import { createInventory } from '../../../orchestrator/src/redis/inventory.ts'

/** The Redis that `npm test` gives. Everything here has ids of its own: its first database is for many. */
export const redisUrl = (): string => {
  assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
  return process.env.REDIS_URL
}

const vault = createVault(randomBytes(32))

export const signed = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** A sandbox that stands, in a workspace of its own, and the board that knows its secret. */
export async function makeBoard() {
  const redis = new Redis(redisUrl())
  const mark = randomUUID().slice(0, 8)
  const [workspace_slug, sandbox_slug, secret] = [`w-${mark}`, 'one', randomBytes(32).toString('hex')]
  const slug = fullSlug(workspace_slug, sandbox_slug)
  const owner = ownerKey('sandbox', `s-${mark}`)
  const at = new Date().toISOString()
  const common = { status: 'active', metadata: {}, task_id: 't', created_at: at, updated_at: at } as const
  const workspace: ResourceRecord = { ...common, type: 'workspace', id: `w-${mark}`, slug: workspace_slug }
  const sandbox: ResourceRecord = {
    ...{ ...common, type: 'sandbox', id: `s-${mark}`, slug, parent_id: workspace.id },
    sealed: { agent_webhook_secret: vault.seal(secret, `${owner} agent_webhook_secret`) },
  }
  const put = async (record: ResourceRecord): Promise<void> => {
    await redis.hset(inventoryKey(record.type), record.id, JSON.stringify(record))
    await redis.hset(SLUG_INDEX, slugNode(record.type, record.slug), record.id)
  }
  for (const record of [workspace, sandbox]) await put(record)
  return {
    ...{ redis, slug, secret, workspace_slug, sandbox_slug, sandbox, put },
    env: { inventory: createInventory(redis), drivers: { vault } },
    /** A move of a card of this board, as it would be sent. */
    move: (over: Record<string, unknown> = {}): string =>
      JSON.stringify({
        ...{ event: 'card.moved', workspace_slug, sandbox_slug, from_column: 'To Do', to_column: 'In Progress' },
        card: { id: 'card-1', title: 'A title', column: 'In Progress', position: 4 },
        moved_at: new Date().toISOString(),
        ...over,
      }),
    async [Symbol.asyncDispose]() {
      for (const { type, id, slug: each } of [workspace, sandbox]) {
        await redis.hdel(inventoryKey(type), id)
        await redis.hdel(SLUG_INDEX, slugNode(type, each))
      }
      const ours = await redis.keys(`*${mark}*`)
      if (ours.length > 0) await redis.del(...ours)
      redis.disconnect()
    },
  }
}
