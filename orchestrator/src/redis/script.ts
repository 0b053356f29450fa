import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'
import type { z } from 'zod'

export type RunScript<Reply> = (
  redis: Redis,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<Reply>

/**
 * A Lua script beside this file as a function. It is run by its hash, and sent whole when Redis does not know it (yet, or
 * any more: scripts don't survive a restart).
 * @param reply schema of what it returns
 * @param includes scripts whose local functions it uses
 */
export function loadScript<Reply>(
  name: string,
  reply: z.ZodType<Reply>,
  includes: readonly string[] = [],
): RunScript<Reply> {
  const read = (file: string): string => readFileSync(new URL(`./scripts/${file}.lua`, import.meta.url), 'utf8')
  const source = [...includes, name].map(read).join('\n')
  const hash = createHash('sha1').update(source).digest('hex')
  return async (redis, keys, args) => {
    try {
      return reply.parse(await redis.evalsha(hash, keys.length, ...keys, ...args))
    } catch (thrown) {
      if (!isUnknownScript(thrown)) throw thrown
      return reply.parse(await redis.eval(source, keys.length, ...keys, ...args))
    }
  }
}

// Redis' error codes are the first word of the reply (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors).
const isUnknownScript = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'ReplyError' && thrown.message.startsWith('NOSCRIPT ')
