/** `latency.ts ours|bare`: milliseconds from enqueueing to the first step (or to the job's processor), one at a time. */
import { argv } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'bullmq'
import { QUEUE_PREFIX, RETENTION_S } from '#contract'
import { emptyTask } from '../empty-task.ts'
import { median } from '../statistics.ts'
import { emptyRedis, enqueue, orchestrate, queueOf, report } from './engine.ts'

const TASKS = 400
const WARM_UP = 100

const redis = await emptyRedis()
const queue = queueOf(redis, 'high')
let started = Promise.withResolvers<number>()
const onStart = (): void => {
  started.resolve(performance.now())
}
if (argv[2] === 'bare') {
  const process = (): Promise<void> => {
    onStart()
    return Promise.resolve()
  }
  const kept = { age: RETENTION_S, count: 50_000 } // As ours are.
  const worker = new Worker('high', process, {
    connection: redis.duplicate(),
    prefix: QUEUE_PREFIX,
    concurrency: 10,
    ...{ removeOnComplete: kept, removeOnFail: kept },
  })
  await worker.waitUntilReady()
} else {
  await orchestrate(emptyTask('high', { onStart }), { high: 10, normal: 1 })
}
/** Milliseconds after which the last task, or job, has been put away and the system is idle again. */
const REST_MS = 10
const waits: number[] = []
for (let index = 0; index < TASKS; index += 1) {
  started = Promise.withResolvers<number>()
  const before = performance.now()
  await enqueue(queue, 'high', `latency-${index}`)
  const wait = (await started.promise) - before
  if (index >= WARM_UP) waits.push(wait)
  await pause(REST_MS)
}
report({ p50_ms: median(waits) })
