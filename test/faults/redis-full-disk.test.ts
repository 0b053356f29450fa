/** The disk of Redis is full while tasks are sent and run. Takes about 30 seconds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeAll } from '../../portal-api/test/support/sse.ts'
import { assertActive, assertSwept } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { fresh, team } from '../support/tasks.ts'

const KIB = 1_024
/** Bytes that are left: enough for some tasks, and too few for all. */
const LEFT = 48 * KIB
const MOST_TASKS = 100
const FINAL = /^task\.(?:completed|failed|cancelled)$/

/** Sends teams, one after the other, until one is refused. @returns ids of those that were accepted, and the refusal */
async function sendUntilRefused({ slipway: { url, token } }: Installation) {
  const accepted: string[] = []
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  while (accepted.length < MOST_TASKS) {
    const body = JSON.stringify({
      ...team.provision(fresh('aof')),
      id: `aof-${accepted.length}`,
      user_id: 'fault-user',
    })
    const refused = await fetch(`${url}/api/tasks`, { method: 'POST', headers, body })
    if (refused.status !== 202) return { accepted, refused }
    accepted.push(`aof-${accepted.length}`)
  }
  throw new Error(`${MOST_TASKS} tasks fitted into ${LEFT} bytes`)
}

test('what was accepted before the disk of Redis was full is done when there is room, and nothing else was', async () => {
  let disk: SmallDisk | undefined
  await using slip = await install({
    prepare: async ({ redisDir }) => (disk = await mountSmallDisk(redisDir, 32 * KIB * KIB)),
  })
  assert.ok(disk !== undefined)
  const { url, token, portal, orchestrators } = slip.slipway
  await disk.fill(LEFT)

  const { accepted, refused } = await sendUntilRefused(slip)
  assert.equal(refused.status, 503)
  assert.match(await refused.text(), /"code":"REDIS_UNAVAILABLE"/)
  assert.ok(accepted.length > 0)
  await slip.redisEnds() // rather than lose what it acknowledged
  assert.equal((await fetch(`${url}/ready`)).status, 503)
  assert.equal((await fetch(`${url}/health`)).status, 200)

  await disk.clear()
  await slip.startRedis()
  while ((await fetch(`${url}/ready`)).status !== 200);
  const isDone = async (id: string): Promise<void> => {
    const response = await fetch(`${url}/api/tasks/${id}/events`, { headers: { authorization: `Bearer ${token}` } })
    const finals = (await takeAll(response)).filter(({ data }) => FINAL.test(String(data['type'])))
    assert.equal(finals.length, 1, id)
    await assertActive(slip, await slip.record(id))
  }
  for (const id of accepted) await isDone(id)
  // The task that was refused may have been written all the same: who hears a 503 sends it again, under the same id.
  const doubtful = `aof-${accepted.length}`
  if ((await slip.redis.exists(`task:${doubtful}`)) === 1) await isDone(doubtful)
  const records = (await slip.redis.keys('task:aof-*')).filter((key) => !key.endsWith(':digest'))
  const known = [...accepted, doubtful].map((id) => `task:${id}`)
  assert.deepEqual(
    records.filter((key) => !known.includes(key)),
    [],
  )
  for (const { name, ended } of [portal, ...orchestrators])
    assert.equal(await Promise.race([ended, Promise.resolve('up')]), 'up', `${name} was not restarted`)
  await assertSwept(slip)
})
