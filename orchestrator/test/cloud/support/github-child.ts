// Started by github-world.ts: one call of the GitHub driver in a process of its own.
import { Redis } from 'ioredis'
import { z } from 'zod'
import { answerParent } from '../../../src/drivers/another-process.ts'
import { ForgeCall, perform } from '../../../src/drivers/forge/conformance-call.ts'
import { forgeOn, WorldSettings } from './github-forge.ts'

const Start = z.object({ settings: WorldSettings, redisUrl: z.string(), call: ForgeCall, aheadMs: z.number() })
const { settings, redisUrl, call, aheadMs } = Start.parse(JSON.parse(process.argv[2] ?? ''))
if (aheadMs > 0) {
  const right = Date.now
  Date.now = () => right() + aheadMs
}
const redis = new Redis(redisUrl)
await answerParent(() => perform(forgeOn(settings, redis), call, new AbortController().signal))
redis.disconnect()
