/** Both processes as they are, and a real receiver of OTLP over HTTP. */
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { Queue } from 'bullmq'
import { z } from 'zod'
import { LANE_QUEUES } from '#contract'
import { startRedis } from '../../scripts/setup/redis.ts'
import { startSlipway, type Slipway } from '../../scripts/setup/slipway.ts'
import { Messages } from '../support/messages.ts'
import { portalAt, type Portal } from '../support/portal.ts'
import { fresh, team } from '../support/tasks.ts'

const HEADER_SECRET = 'a-secret-of-the-receiver'

const Value = z.object({ stringValue: z.string().optional() })
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue])))
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: Attributes,
  status: z.object({ code: z.number().default(0), message: z.string().optional() }).default({ code: 0 }),
})
const Delivery = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
})
type Told = z.infer<typeof Span> & { readonly service: string | undefined }

const queueOf = (url: string) => {
  const { prefix, name } = LANE_QUEUES.high
  const queue = new Queue(name, { connection: { url }, prefix })
  return { queue, [Symbol.asyncDispose]: () => queue.close() }
}

describe('traces', () => {
  const held = new AsyncDisposableStack()
  const spans: Told[] = []
  const raw: string[] = []
  const headers: (string | undefined)[] = []
  const arrived = new EventEmitter()
  let folder: string
  let redisUrl: string
  let slipway: Slipway
  let portal: Portal
  let messages: Messages

  before(async () => {
    const receiver = createServer((request, response) => {
      headers.push(z.string().optional().parse(request.headers['x-api-key']))
      void json(request).then((body) => {
        raw.push(JSON.stringify(body))
        for (const { resource, scopeSpans } of Delivery.parse(body).resourceSpans)
          for (const span of scopeSpans.flatMap((scope) => scope.spans))
            spans.push({ ...span, service: resource.attributes['service.name'] })
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
        arrived.emit('spans')
      })
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    held.defer(() => {
      receiver.closeAllConnections()
      receiver.close()
    })
    const address = receiver.address()
    assert.ok(typeof address === 'object' && address !== null)
    folder = await mkdtemp(join(tmpdir(), 'slipway-traces-'))
    held.defer(() => rm(folder, { recursive: true, maxRetries: 5 }))
    const { signal } = new AbortController()
    redisUrl = held.use(await startRedis({ dir: join(folder, 'redis'), signal })).url
    messages = held.use(await Messages.listen(redisUrl))
    slipway = held.use(
      await startSlipway({
        // Docker is not there: a team gets its directory, database and certificate, and all of it is undone.
        environment: { redisUrl, dockerHost: 'unix:///nonexistent/docker.sock', appImage: 'none' },
        dataDir: join(folder, 'data'),
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}`,
          OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${HEADER_SECRET}`,
          OTEL_BSP_SCHEDULE_DELAY: '100',
        },
        signal,
      }),
    )
    portal = portalAt(slipway.url, slipway.token)
  })
  after(() => held.disposeAsync())

  const until = async (condition: () => boolean): Promise<void> => {
    const signal = AbortSignal.timeout(60_000)
    while (!condition()) await once(arrived, 'spans', { signal })
  }

  it('one task is one trace, from the request through the queue to each step and call, and to their undoing', async () => {
    const task = await portal.enqueue(team.provision(fresh('traced')))
    assert.equal((await messages.ended(task, 90_000)).type, 'task.failed')
    const isTask = ({ name, attributes }: Told): boolean =>
      name === 'task team.provision' && attributes['slipway.task.id'] === task
    await until(() => spans.some((span) => isTask(span) && span.attributes['slipway.outcome'] === 'failed'))

    const runs = spans.filter(isTask)
    assert.ok(runs.length >= 3, 'a run for each attempt')
    assert.equal(new Set(runs.map(({ traceId }) => traceId)).size, 1)
    const whole = spans.filter(({ traceId }) => traceId === runs[0]?.traceId)
    assert.deepEqual([...new Set(whole.map(({ service }) => service))].sort(), [
      'slipway-orchestrator',
      'slipway-portal-api',
    ])
    const names = new Set(whole.map(({ name }) => name))
    for (const name of [
      'POST /api/tasks',
      'process high',
      'step directory',
      'directories.ensureDirectory',
      'undo directory',
    ])
      assert.ok(names.has(name), `${name} is among ${[...names].join(', ')}`)

    const byId = new Map(whole.map((span) => [span.spanId, span]))
    const [root, ...others] = whole.filter(({ parentSpanId }) => parentSpanId === undefined || parentSpanId === '')
    assert.equal(root?.name, 'POST /api/tasks')
    assert.deepEqual(others, [])
    for (const { name, parentSpanId } of whole.filter((span) => span !== root))
      assert.ok(byId.has(parentSpanId ?? ''), `${name} stands in the trace`)

    const failed = runs.find(({ attributes }) => attributes['slipway.outcome'] === 'failed')
    assert.equal(failed?.status.code, 2)
    assert.equal(failed.attributes['error.type'], 'DOCKER_UNAVAILABLE')
    const call = whole.find(({ name, status }) => name.startsWith('stacks.') && status.code === 2)
    assert.equal(call?.attributes['error.type'], 'DOCKER_UNAVAILABLE')
  })

  it('what the janitor ends is in the trace of its task', async () => {
    const task = await portal.enqueue(team.provision(fresh('traced')))
    await messages.until(
      () => messages.of(task).find(({ message }) => message.startsWith('Trying again in')),
      'a retry',
    )
    // Set aside is what its job is a moment after that was told; then somebody removes it.
    await using queue = queueOf(redisUrl)
    while ((await queue.queue.getJobState(task)) !== 'delayed');
    assert.equal(await queue.queue.remove(task), 1)
    assert.equal((await messages.ended(task)).type, 'task.failed')
    const isEnd = ({ attributes }: Told): boolean =>
      attributes['slipway.task.id'] === task && attributes['error.type'] === 'ABANDONED'
    await until(() => spans.some(isEnd))

    const end = spans.find(isEnd)
    const whole = spans.filter(({ traceId }) => traceId === end?.traceId)
    const [root, ...others] = whole.filter(({ parentSpanId }) => parentSpanId === undefined || parentSpanId === '')
    assert.deepEqual([root?.name, others], ['POST /api/tasks', []])
    const job = whole.find(({ spanId }) => spanId === end?.parentSpanId)
    assert.equal(job?.name, 'process high', 'it goes on from the last run')
    assert.ok(whole.some(({ name, parentSpanId }) => name === 'undo directory' && parentSpanId === end?.spanId))
  })

  it('no trace is made of what a process does by itself', () => {
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || parentSpanId === '')
    assert.deepEqual([...new Set(roots.map(({ name }) => name))], ['POST /api/tasks'])
  })

  it('lines that are logged in a step name task, resource, step and trace', async () => {
    const lines = (await readFile(join(folder, 'data/logs/orchestrator-1.log'), 'utf8')).trimEnd().split('\n')
    const Line = z.looseObject({ msg: z.string(), task: z.string().optional() })
    const failed = lines.map((line) => Line.parse(JSON.parse(line))).find(({ msg }) => msg === 'step failed')
    const [run] = spans.filter(({ name }) => name === 'task team.provision')
    assert.equal(failed?.['trace_id'], run?.traceId)
    assert.equal(failed?.task, run?.attributes['slipway.task.id'])
    assert.equal(failed?.['resource'], run?.attributes['slipway.resource'])
    assert.equal(failed?.['task_type'], 'team.provision')
    assert.match(z.string().parse(failed['step']), /^[a-z]/i)
    assert.match(z.string().parse(failed['span_id']), /^[0-9a-f]{16}$/)
  })

  it('the receiver gets its headers, and no span holds a secret', () => {
    assert.ok(headers.length > 0 && headers.every((header) => header === HEADER_SECRET))
    for (const secret of [slipway.token, HEADER_SECRET]) assert.ok(!raw.some((text) => text.includes(secret)))
  })
})
