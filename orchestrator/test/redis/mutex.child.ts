import { Redis } from 'ioredis'
import { createMutex } from '../../src/redis/mutex.ts'

/** Holds a mutex until it is killed, and says so. */
const [url = '', name = '', leaseMs = ''] = process.argv.slice(2)
const mutex = createMutex(new Redis(url), { leaseMs: Number(leaseMs) })
await mutex.hold(name, new AbortController().signal, async () => {
  process.stdout.write('held\n')
  await new Promise(() => setInterval(() => undefined, 1_000))
})
