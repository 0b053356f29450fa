/** `throughput.ts ours|bare`: tasks of three empty steps, or jobs that do nothing, per second at concurrency 10. */
import process, { argv } from 'node:process'
import { Worker } from 'bullmq'
import { QUEUE_PREFIX, RETENTION_S } from '#contract'
import { emptyTask } from '../empty-task.ts'
import { emptyRedis, enqueueMany, orchestrate, queueOf, report } from './engine.ts'

const TASKS = 6_000
/** The first tasks warm up what is compiled at first use. */
const WARM_UP = 1_000
const CONCURRENCY = 10

const redis = await emptyRedis()
await enqueueMany(queueOf(redis, 'high'), 'high', TASKS)
const { promise: finished, resolve: finish } = Promise.withResolvers<undefined>()
let done = 0
let warm = 0
let warmCpu = process.cpuUsage()
const onDone = (): void => {
  done += 1
  if (done === WARM_UP) [warm, warmCpu] = [performance.now(), process.cpuUsage()]
  if (done === TASKS) finish(undefined)
}
if (argv[2] === 'bare') {
  const connection = redis.duplicate()
  const processor = (): Promise<void> => {
    onDone()
    return Promise.resolve()
  }
  const kept = { age: RETENTION_S, count: 50_000 } // As ours are.
  const retention = { removeOnComplete: kept, removeOnFail: kept }
  new Worker('high', processor, { connection, prefix: QUEUE_PREFIX, concurrency: CONCURRENCY, ...retention })
} else {
  await orchestrate(emptyTask('high', { onDone }), { high: CONCURRENCY, normal: 1 })
}
await finished
const measured = TASKS - WARM_UP
const { user, system } = process.cpuUsage(warmCpu)
report({
  per_s: (measured * 1_000) / (performance.now() - warm),
  cpu_us: (user + system) / measured,
})
