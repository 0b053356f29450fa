/** `clone.ts <data root> <source> <target>`: milliseconds of a clone with its verification, and how far memory grew. */
import { createTinyDb } from '../../orchestrator/src/drivers/databases/tinydb.ts'
import { report } from './engine.ts'

const [dataDir = '', source = '', target = ''] = process.argv.slice(2)
const databases = createTinyDb({ dataDir })
const idle = process.memoryUsage.rss()
let most = idle
const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5)
const before = performance.now()
await databases.ensureClone(source, target, { owner: 'sandbox:bench', task: 'bench' }, AbortSignal.timeout(120_000))
const ms = performance.now() - before
clearInterval(watch)
report({ ms, grown_mb: (Math.max(most, process.memoryUsage.rss()) - idle) / 1_000_000 })
