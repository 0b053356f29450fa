import { Failure } from '#contract'
import { clockFinding, skewOf } from '../drivers/clock-finding.ts'
import type { Check, Finding } from '../drivers/preflight.ts'
import { versionFinding } from '../drivers/version-finding.ts'

/** The first with LMOVE, by which tasks are taken from the plain lists. */
const OLDEST = '6.2'
/** Share of its memory from which on Redis is about to refuse writes. */
const NEARLY_FULL = 0.8

/** What Redis says of itself. */
export interface RedisHealth {
  readonly version: string
  readonly usedBytes: number
  /** `maxmemory`, or the memory of its machine where that is not set. */
  readonly limitBytes: number
  /** Whether the last write and the last rewrite of the append-only file came off. */
  readonly writes: boolean
  readonly rewrites: boolean
  /** Its clock, in milliseconds since 1970. */
  readonly time: number
}

/** How Redis is asked; a connection that is not there yet is made. */
export interface RedisProbe {
  connect(): Promise<void>
  /** @throws Failure CONFIG_INVALID that names the settings under which tasks would be lost */
  requireDurable(allowVolatile: boolean): Promise<void>
  readHealth(): Promise<RedisHealth>
}

/** @param allowVolatile whether the operator accepts a Redis that may lose tasks */
export const redisCheck = (probe: RedisProbe, allowVolatile: boolean): Check => ({
  name: 'Redis',
  async check() {
    await probe.connect()
    const asked = Date.now()
    const health = await probe.readHealth()
    const clock = clockFinding('of Redis', skewOf(health.time, asked, Date.now()))
    return [...healthFindings(health), await durability(probe, allowVolatile), clock]
  },
})

async function durability(probe: RedisProbe, allowVolatile: boolean): Promise<Finding> {
  const name = 'Redis keeps tasks'
  try {
    await probe.requireDurable(false)
    return { state: 'ok', name, detail: 'appendonly yes, appendfsync always, noeviction' }
  } catch (thrown) {
    const failure = Failure.from(thrown)
    const accepted =
      allowVolatile &&
      (await probe.requireDurable(true).then(
        () => true,
        () => false, // Evicting is never accepted: the first failure names that, too.
      ))
    return { state: accepted ? 'warning' : 'failed', name, failure }
  }
}

const MIB = 2 ** 20

/** What Redis' own figures tell. */
export function healthFindings({ version, usedBytes, limitBytes, writes, rewrites }: RedisHealth): Finding[] {
  const memory = `${Math.ceil(usedBytes / MIB)} of ${Math.floor(limitBytes / MIB)} MiB of memory used`
  const unfit = (state: 'warning' | 'failed', name: string, message: string): Finding => ({
    ...{ state, name },
    failure: new Failure('REDIS_UNFIT', message),
  })
  return [
    versionFinding('Redis', version, OLDEST),
    usedBytes < NEARLY_FULL * limitBytes
      ? { state: 'ok', name: 'memory of Redis', detail: memory }
      : unfit('warning', 'memory of Redis', `Redis has ${memory}, and refuses tasks when it is full`),
    ...(writes ? [] : [unfit('failed', 'append-only file', 'the last write to the append-only file of Redis failed')]),
    ...(rewrites
      ? []
      : [unfit('warning', 'append-only file', 'the last rewrite of the append-only file of Redis failed')]),
  ]
}
