import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CONTRACTS, Failure, FAILURES, LANES, rawListOf } from '#contract'
import { freePort } from '../../../scripts/setup/free-port.ts'
import { startRedis } from '../../../scripts/setup/redis.ts'
import { samplesIn, scrape, sumOf, type Sample } from '../../../test/support/exposition.ts'
import { REGISTRY } from '../../src/tasks/registry.ts'
import { openSite, taskOf, type Envelope, type Site } from './support/orchestrator.ts'
import { buildTask, razeTask } from './support/tasks.ts'

const HOSTILE = ['a"} 1\nslipway_evil_total 1', '\\', 'x'.repeat(200), '{type="x"}', '\u2028', "'; --"]
const DRIVERS = ['forge', 'identity', 'certificates', 'databases', 'directories', 'stacks', 'agents']
const CLASSES = ['transient', 'throttled', 'unavailable', 'conflict', 'permanent']

/** Fails in a way that each task chooses by its slug, and can't take back its roof if that says so. */
const fickle = () =>
  buildTask({
    behaviour: {
      look: ({ tag }) =>
        tag.owner.includes('-bad') ? Promise.reject(new Failure('NAME_TAKEN', `of ${tag.owner}`)) : Promise.resolve(),
    },
  })

describe('metrics of an orchestrator', () => {
  const held = new AsyncDisposableStack()
  let site: Site
  let url: string
  const read = (): Promise<Sample[]> => scrape(url)

  /** A run is counted once its end has been written, which is told before. */
  const counted = async (tasks: number): Promise<Sample[]> => {
    for (;;) {
      const samples = await read()
      if (sumOf(samples, 'slipway_tasks_total') === tasks && sumOf(samples, 'slipway_running_tasks') === 0)
        return samples
    }
  }

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-metrics-'))
    held.defer(() => rm(folder, { recursive: true }))
    const redis = held.use(await startRedis({ dir: folder, signal: new AbortController().signal }))
    site = held.use(await openSite({ redisUrl: redis.url }))
    const port = await freePort()
    url = `http://127.0.0.1:${port}/metrics`
    await site.start({ 'test.build': fickle() }, { METRICS_PORT: String(port), SWEEP_INTERVAL_S: '86400' })
  })
  after(() => held.disposeAsync())

  const run = async (...tasks: readonly Envelope[]): Promise<void> => {
    for (const task of tasks) await site.queues.high.add(task.type, task, { jobId: task.id })
    await site.ended(...tasks)
  }
  const buildOf = (name: string): Envelope => {
    const id = randomUUID().slice(0, 8)
    return taskOf('test.build', { team_id: `t-${name}${id}`, team_slug: `t-${name}${id}` })
  }

  it('count tasks by type and outcome, and time their steps', async () => {
    const [good, bad] = [buildOf('good'), buildOf('bad')]
    await run(good, bad)
    const samples = await counted(2)
    const build = { type: 'test.build' }
    assert.equal(sumOf(samples, 'slipway_tasks_total', { ...build, outcome: 'completed' }), 1)
    assert.equal(sumOf(samples, 'slipway_tasks_total', { ...build, outcome: 'failed' }), 1)
    assert.equal(sumOf(samples, 'slipway_task_failures_total', { code: 'NAME_TAKEN' }), 1)
    assert.equal(sumOf(samples, 'slipway_task_run_seconds_count', build), 2)
    assert.equal(sumOf(samples, 'slipway_step_seconds_count', { ...build, step: 'roof', result: 'done' }), 2)
    assert.equal(sumOf(samples, 'slipway_step_seconds_count', { ...build, step: 'look', result: 'failed' }), 1)
    assert.equal(sumOf(samples, 'slipway_undos_total', { ...build, result: 'done' }), 3)
    assert.equal(sumOf(samples, 'slipway_running_tasks'), 0)
    assert.equal(sumOf(samples, 'slipway_slots', { lane: 'high' }), 8)
  })

  it('count the calls of drivers, by name, verb and result, with the time they took', async () => {
    const samples = await read()
    const made = { driver: 'directories', verb: 'ensureDirectory' }
    assert.equal(sumOf(samples, 'slipway_driver_calls_total', { ...made, result: 'ok' }), 3 + 5)
    assert.equal(sumOf(samples, 'slipway_driver_call_seconds_count', made), 3 + 5)
    assert.equal(
      sumOf(samples, 'slipway_driver_calls_total', { driver: 'directories', verb: 'remove', result: 'ok' }),
      3,
    )
  })

  it('tell of the process and of its way to Redis', async () => {
    const samples = await read()
    assert.equal(sumOf(samples, 'slipway_redis_up'), 1)
    assert.ok(sumOf(samples, 'slipway_redis_ping_seconds') > 0)
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
      assert.ok(sumOf(samples, name) > 0, name)
  })

  it('have no label that anybody outside can choose, whatever comes', async () => {
    const attack = async (): Promise<void> => {
      for (const text of HOSTILE) {
        await site.redis.lpush(rawListOf('high'), text)
        const odd: Envelope = { ...taskOf(text), user_id: text, payload: { [text]: text } }
        const job = { jobId: `hostile-${randomUUID()}` }
        await site.queues.high.add(text, odd, job)
        await site.queues.normal.add('team.provision', { ...taskOf('team.provision', { team_id: text }) }, job)
      }
      await run(...Array.from({ length: 30 }, (_, index) => buildOf(index % 2 === 0 ? 'many' : 'bad')))
    }
    await attack()
    const early = await counted(32)
    await attack()
    const samples = await counted(62)

    const types = [...Object.keys(CONTRACTS), 'test.build', 'test.raze']
    const stepNames = [...Object.values(REGISTRY), buildTask(), razeTask()].flatMap(({ stages }) =>
      stages.flat().map(({ name }) => name),
    )
    const allowed: Readonly<Record<string, readonly string[]>> = {
      type: types,
      lane: LANES,
      step: stepNames,
      code: Object.keys(FAILURES),
      driver: DRIVERS,
      service: ['github', 'entra', 'acme'],
      to: ['closed', 'half_open', 'open'],
      outcome: ['completed', 'failed', 'cancelled'],
      result: ['ok', 'done', 'failed', 'stopped', 'removed', 'missing', 'renewed', ...CLASSES],
    }
    const ours = samples.filter(({ name }) => name.startsWith('slipway_'))
    for (const { name, labels } of ours)
      for (const [label, value] of Object.entries(labels)) {
        if (label === 'le') assert.ok(value === '+Inf' || Number(value) > 0)
        else if (label === 'verb') assert.match(value, /^[a-z][A-Za-z]{2,20}$/)
        else assert.ok(allowed[label]?.includes(value), `${name} has the label ${label}=${JSON.stringify(value)}`)
      }
    assert.equal(sumOf(samples, 'slipway_tasks_total', { type: 'test.build' }), 62)
    assert.ok(sumOf(samples, 'slipway_rejected_total') >= HOSTILE.length)
    assert.equal(ours.length, early.filter(({ name }) => name.startsWith('slipway_')).length, 'no series more')
  })

  it('are served at one address, to GET alone', async () => {
    for (const path of ['/', '/metrics/', '/metrics?x=1', '/health'])
      assert.equal((await fetch(new URL(path, url))).status, 404)
    assert.equal((await fetch(url, { method: 'POST' })).status, 404)
    assert.deepEqual(samplesIn('a{b="c\\"d"} 2\n'), [{ name: 'a', labels: { b: 'c\\"d' }, value: 2 }])
  })

  it('tell at once that Redis is gone, rather than wait for it as tasks do', async () => {
    const pid = Number(/process_id:(\d+)/.exec(await site.redis.info('server'))?.[1])
    process.kill(pid, 'SIGSTOP')
    try {
      assert.equal(sumOf(await read(), 'slipway_redis_up'), 0)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    while (sumOf(await read(), 'slipway_redis_up') !== 1);
  })
})

describe('an orchestrator without METRICS_PORT', () => {
  it('does not load what counts', async () => {
    const { openWatch } = await import('../../src/watching/open-watch.ts')
    const { pino } = await import('pino')
    const slots = { high: 1, normal: 1, 'agents.high': 1, 'agents.normal': 1 }
    const { metrics, tracing } = await openWatch(
      { METRICS_PORT: undefined, OTEL_EXPORTER_OTLP_ENDPOINT: undefined, OTEL_EXPORTER_OTLP_HEADERS: undefined },
      { types: [], slots, secrets: [] },
      pino({ level: 'silent' }),
    )
    assert.deepEqual([metrics, tracing], [undefined, undefined])
  })
})
