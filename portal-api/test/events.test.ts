import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { EVENT_STREAM, statusChannel, taskKey, userChannel } from '#contract'
import { assertProblem, startFreshPortal, teamTask, type Portal } from './support/portal.ts'
import { sentEvents, take, takeAll } from './support/sse.ts'

describe('events', () => {
  let portal: Portal
  before(async () => (portal = await startFreshPortal('events')))
  beforeEach(() => portal.redis.del(EVENT_STREAM))
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const add = async (channel: string, taskId: string, message: object, id = '*'): Promise<string> => {
    const fields = { channel, task_id: taskId, data: JSON.stringify(message) }
    const added = await portal.redis.xadd(EVENT_STREAM, id, ...Object.entries(fields).flat())
    assert.ok(added)
    return added
  }
  const progress = (taskId: string, percentage = 0, type = 'task.progress') =>
    add(userChannel('u'), taskId, { type, task_id: taskId, percentage })
  const ended = (taskId: string) =>
    add(statusChannel('team'), taskId, { type: 'provision', status: 'active', task_id: taskId })
  /** A task in its lane, as a client would have sent it. */
  const waitingTask = async () => {
    const task = teamTask()
    assert.equal((await portal.post(task)).status, 202)
    return task
  }
  const setRecord = (id: string, over: Record<string, string>) => {
    const counts = { step: '1', total_steps: '4', percentage: '25', attempt: '1' }
    const record = {
      id,
      type: 'team.provision',
      user_id: 'u',
      created_at: 'c',
      updated_at: 'c',
      message: 'm',
      ...counts,
    }
    return portal.redis.hset(taskKey(id), { ...record, ...over })
  }
  const since = (id: string, path = '/api/events') => portal.fetch(path, { headers: { 'last-event-id': id } })
  const idsOf = (events: readonly { id: string | undefined }[]) => events.map(({ id }) => id)

  it('sends what happens, with the id of the stream, a name and the message with its channel', async () => {
    await progress('before')
    const events = sentEvents(await portal.fetch('/api/events'))
    const first = await progress('t1', 30)
    const second = await ended('t1')
    const channel = userChannel('u')
    assert.deepEqual(await take(events, 2), [
      { id: first, event: 'task.progress', data: { channel, type: 'task.progress', task_id: 't1', percentage: 30 } },
      {
        ...{ id: second, event: 'team:status' },
        data: { channel: 'team:status', type: 'provision', status: 'active', task_id: 't1' },
      },
    ])
    await events.return(undefined)
  })

  it('replays exactly what came after Last-Event-ID, and goes on live, while events keep coming', async () => {
    const write = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => progress('t', n)))
    const early = await write(1_200)
    const writing = (async () => {
      const batches: string[][] = []
      while (batches.length < 24) batches.push(await write(50))
      return batches.flat()
    })()
    const streams = await Promise.all(
      [0, 99, 700, 1_199].map(async (index) => {
        const events = sentEvents(await since(early[index] ?? ''))
        const taken = await take(events, 2_400 - index - 1)
        await events.return(undefined)
        return { index, ids: idsOf(taken) }
      }),
    )
    const all = [...early, ...(await writing)]
    for (const { index, ids } of streams) assert.deepEqual(ids, all.slice(index + 1))
  })

  it('takes the id from the query too, the header first; 0-0 is everything that is kept', async () => {
    const ids = [await progress('t'), await progress('t'), await progress('t')]
    const replayed = async (response: Promise<Response>, count: number) => {
      const events = sentEvents(await response)
      const taken = await take(events, count)
      await events.return(undefined)
      return idsOf(taken)
    }
    assert.deepEqual(await replayed(portal.fetch(`/api/events?last_event_id=${ids[0]}`), 2), ids.slice(1))
    const both = { headers: { 'last-event-id': ids[1] ?? '' } }
    assert.deepEqual(await replayed(portal.fetch(`/api/events?last_event_id=${ids[0]}`, both), 1), ids.slice(2))
    assert.deepEqual(await replayed(since('0-0'), 3), ids)
  })

  it('refuses an id that is none', async () => {
    const bad = [
      'x',
      '1',
      '-',
      '1-',
      '1-1-1',
      '1-x',
      '+',
      '$',
      '0x1-1',
      '18446744073709551616-0',
      '1-99999999999999999999',
    ]
    for (const id of bad) {
      await assertProblem(await since(id), 400, 'INVALID_REQUEST')
      await assertProblem(
        await portal.fetch(`/api/events?last_event_id=${encodeURIComponent(id)}`),
        400,
        'INVALID_REQUEST',
      )
    }
    await assertProblem(await portal.fetch('/api/events?since=1-1'), 400, 'INVALID_REQUEST')
  })

  it('says so first when the requested id is no longer kept, or never was in this stream', async () => {
    const ids: string[] = []
    for (let n = 0; n < 10; n += 1) ids.push(await progress('t', n))
    await portal.redis.xtrim(EVENT_STREAM, 'MAXLEN', 4)
    const trimmed = sentEvents(await since(ids[2] ?? ''))
    const [gap, ...rest] = await take(trimmed, 5)
    assert.deepEqual([gap?.event, gap?.id, gap?.data.requested], ['gap', undefined, ids[2]])
    assert.deepEqual(idsOf(rest), ids.slice(6))
    await trimmed.return(undefined)

    const alien = sentEvents(await since('9999999999999-0'))
    assert.equal((await take(alien, 1))[0]?.event, 'gap')
    const live = await progress('t')
    assert.deepEqual(idsOf(await take(alien, 1)), [live])
    await alien.return(undefined)
  })

  it('passes on an entry that nobody can read, and goes on', async () => {
    const events = sentEvents(await portal.fetch('/api/events'))
    await portal.redis.xadd(EVENT_STREAM, '*', 'channel', 'c', 'task_id', 't', 'data', '{')
    await add('a\nb', 't', { type: 'x' })
    const id = await progress('t')
    const taken = await take(events, 3)
    assert.deepEqual(
      taken.map(({ event }) => event),
      ['unreadable', 'unreadable', 'task.progress'],
    )
    assert.equal(taken[2]?.id, id)
    await events.return(undefined)
  })

  it('shows a task from its beginning to its end, and only it, to one who comes before and one who comes late', async () => {
    const { id } = await waitingTask()
    const early = takeAll(await portal.fetch(`/api/tasks/${id}/events`))
    const ids = [await progress(id, 0, 'task.created')]
    await Promise.all(Array.from({ length: 600 }, (_, n) => progress('another', n)))
    ids.push(await progress(id, 50))
    const middle = takeAll(await portal.fetch(`/api/tasks/${id}/events`))
    ids.push(await progress(id, 100, 'task.completed'))
    await progress('another')
    ids.push(await ended(id))
    assert.deepEqual(idsOf(await early), ids)
    assert.deepEqual(idsOf(await middle), ids)

    await setRecord(id, { status: 'completed', started_at: 's' })
    assert.deepEqual(idsOf(await takeAll(await portal.fetch(`/api/tasks/${id}/events`))), ids)
    const resumed = await since(ids[1] ?? '', `/api/tasks/${id}/events`)
    assert.deepEqual(idsOf(await takeAll(resumed)), ids.slice(2))
    // Who has seen the end is told not to come again.
    assert.equal((await since(ids[3] ?? '', `/api/tasks/${id}/events`)).status, 204)
  })

  it('ends the stream of a task that was refused, also when its status comes before the message to its user', async () => {
    const { id } = await waitingTask()
    const stream = takeAll(await portal.fetch(`/api/tasks/${id}/events`))
    const ids = [await ended(id), await progress(id, 0, 'task.failed')]
    assert.deepEqual(idsOf(await stream), ids)
    await setRecord(id, { status: 'failed' })
    const late = await takeAll(await portal.fetch(`/api/tasks/${id}/events`))
    assert.deepEqual(idsOf(late), ids)
  })

  it("says so when a task's beginning is no longer kept, and ends if its end is not either", async () => {
    await setRecord('old-task', { status: 'completed', started_at: 's' })
    await progress('another')
    const events = await takeAll(await portal.fetch('/api/tasks/old-task/events'))
    assert.deepEqual(
      events.map(({ event }) => event),
      ['gap'],
    )
  })

  it('answers 404 for the events of an unknown task', async () => {
    await assertProblem(await portal.fetch('/api/tasks/unknown/events'), 404, 'TASK_NOT_FOUND')
    const { id } = await waitingTask()
    await assertProblem(await since('x', `/api/tasks/${id}/events`), 400, 'INVALID_REQUEST')
  })
})
