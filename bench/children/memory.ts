/** Megabytes that the orchestrator's process has: idle, and after 10,000 tasks that another process enqueued. */
import { setTimeout as pause } from 'node:timers/promises'
import { keepFootprintSmall } from '../../orchestrator/src/footprint.ts'

// As the orchestrator's own main module does.
keepFootprintSmall()
const { orchestrate, report } = await import('./engine.ts')
const { emptyTask } = await import('../empty-task.ts')
const { REGISTRY } = await import('../../orchestrator/src/tasks/registry.ts')

const TASKS = 10_000
/** Milliseconds until what was in use is at rest. */
const SETTLE_MS = 3_000

const megabytes = (): number => process.memoryUsage.rss() / 1_000_000
let done = 0
const { promise: finished, resolve: finish } = Promise.withResolvers<undefined>()
const onDone = (): void => {
  done += 1
  if (done === TASKS) finish(undefined)
}
await orchestrate({ ...REGISTRY, ...emptyTask('high', { onDone }) }, { high: 10, normal: 4 })
await pause(SETTLE_MS)
const idle = megabytes()
process.stdout.write('ready\n')
await finished
await pause(SETTLE_MS)
report({ idle_mb: idle, after_mb: megabytes() })
