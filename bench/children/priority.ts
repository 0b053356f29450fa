/** Milliseconds that high tasks wait for their first step: on an idle system, and behind 1,000 queued normal ones. */
import { setTimeout as pause } from 'node:timers/promises'
import { emptyTask } from '../empty-task.ts'
import { percentile } from '../statistics.ts'
import { emptyRedis, enqueue, enqueueMany, orchestrate, queueOf, report } from './engine.ts'

const HIGH = 300
const NORMAL = 1_000
/** Long enough for normal ones to be queued to the end of the measurement. */
const NORMAL_MS = 60
const PAUSE_MS = 15

const redis = await emptyRedis()
const [high, normal] = [queueOf(redis, 'high'), queueOf(redis, 'normal')]
const startedAt = new Map<string, (at: number) => void>()
let normalDone = 0
await orchestrate(
  {
    ...emptyTask('high', { onStart: (id) => startedAt.get(id)?.(performance.now()) }),
    ...emptyTask('normal', { onDone: () => (normalDone += 1), pauseMs: NORMAL_MS }),
  },
  { high: 8, normal: 4 },
)

async function waitsOf(name: string): Promise<number> {
  const waits: Promise<number>[] = []
  for (let index = 0; index < HIGH; index += 1) {
    const id = `${name}-${index}`
    const { promise, resolve } = Promise.withResolvers<number>()
    startedAt.set(id, resolve)
    const before = performance.now()
    await enqueue(high, 'high', id)
    waits.push(promise.then((at) => at - before))
    await pause(PAUSE_MS)
  }
  return percentile(await Promise.all(waits), 0.99)
}

await waitsOf('warm-up')
const idle = await waitsOf('idle')
await enqueueMany(normal, 'normal', NORMAL)
const loaded = await waitsOf('loaded')
if (normalDone === 0 || normalDone >= NORMAL)
  throw new Error(`${normalDone} of ${NORMAL} normal tasks were done: no load`)
report({ idle_p99_ms: idle, loaded_p99_ms: loaded })
