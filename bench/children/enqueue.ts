/** `enqueue.ts <count> <prefix>`: enqueues empty high tasks, whose ids begin with the prefix. */
import { enqueueMany, queueOf, redisOf } from './engine.ts'

const redis = redisOf()
const queue = queueOf(redis, 'high')
const [count, prefix = 'high'] = process.argv.slice(2)
await enqueueMany(queue, 'high', Number(count), prefix)
await queue.close()
redis.disconnect()
