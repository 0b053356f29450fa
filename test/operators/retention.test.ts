/** Both processes, told to keep little: what is older than their settings say goes. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { EVENT_STREAM, TASK_INDEX, taskKey } from '#contract'
import { startRedis } from '../../scripts/setup/redis.ts'
import { startSlipway } from '../../scripts/setup/slipway.ts'
import { Messages } from '../support/messages.ts'
import { portalAt } from '../support/portal.ts'
import { fresh, team } from '../support/tasks.ts'

const HOUR_S = 3_600
const AUDIT = 'portal:audit'
const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * HOUR_S * 1_000)
/** As deletions name what they leave in the archive. */
const archived = (slug: string, at: Date): string => `teams-${slug}-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`

describe('what is kept no longer', { timeout: 120_000 }, () => {
  const held = new AsyncDisposableStack()
  const recent = archived('recent', daysAgo(0.5))
  let archive: string
  let redis: Redis
  let id: string

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-retention-'))
    held.defer(() => rm(folder, { recursive: true, maxRetries: 5 }))
    const dataDir = join(folder, 'data')
    archive = join(dataDir, 'archive')
    for (const each of [archived('old', daysAgo(1.5)), recent]) await mkdir(join(archive, each), { recursive: true })
    const { signal } = new AbortController()
    const { url: redisUrl } = held.use(await startRedis({ dir: join(folder, 'redis'), signal }))
    redis = new Redis(redisUrl)
    held.defer(() => redis.disconnect())
    for (const days of [1.5, 0.5]) await redis.xadd(AUDIT, `${daysAgo(days).getTime()}-1`, 'record', '{}')
    const pipeline = redis.pipeline()
    for (let each = 0; each < 1_000; each += 1) pipeline.xadd(EVENT_STREAM, '*', 'channel', 'c', 'task_id', 't')
    await pipeline.exec()
    await redis.zadd(TASK_INDEX, daysAgo(0.5).getTime(), 'its record is gone')

    const messages = held.use(await Messages.listen(redisUrl))
    const slipway = held.use(
      await startSlipway({
        environment: { redisUrl, dockerHost: 'unix:///nonexistent/docker.sock', appImage: 'none' },
        dataDir,
        env: {
          ...{ TASK_RETENTION_HOURS: '1', EVENT_RETENTION: '100' },
          ...{ ARCHIVE_RETENTION_DAYS: '1', AUDIT_RETENTION_DAYS: '1' },
        },
        signal,
      }),
    )
    // What is not there can't be deleted: an end that needs no Docker.
    id = await portalAt(slipway.url, slipway.token).enqueue(team.delete(fresh('gone')))
    await messages.ended(id)
  })
  after(() => held.disposeAsync())

  it('of tasks: the record after its hours, and what the index has of records that are gone', async () => {
    const ttl = await redis.ttl(taskKey(id))
    assert.ok(ttl > HOUR_S - 60 && ttl <= HOUR_S, String(ttl))
    while ((await redis.zcard(TASK_INDEX)) > 1);
    assert.deepEqual(await redis.zrange(TASK_INDEX, 0, '-1'), [id])
  })

  it('of events: all but about as many as are asked for', async () => {
    const length = await redis.xlen(EVENT_STREAM)
    assert.ok(length >= 100 && length <= 300, String(length)) // Redis drops whole nodes, of a hundred entries each.
  })

  it('of the archive: what is older than its days', async () => {
    while ((await readdir(archive)).length > 1);
    assert.deepEqual(await readdir(archive), [recent])
  })

  it('of the audit: what is older than its days', async () => {
    const oldest = async () => Number((await redis.xrange(AUDIT, '-', '+', 'COUNT', 1))[0]?.[0].split('-')[0])
    while ((await oldest()) < daysAgo(1).getTime());
    assert.equal((await redis.xrange(AUDIT, '-', '+')).length, 2, 'the recent one, and that of the task')
  })
})
