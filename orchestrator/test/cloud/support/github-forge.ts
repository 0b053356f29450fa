import type { Redis } from 'ioredis'
import { z } from 'zod'
import { createGithubForge, type GithubForgeOptions } from '../../../src/drivers/forge/github/github.ts'
import { createLimiter } from '../../../src/redis/limiter.ts'

/** What a process needs to be told to use the same GitHub as another one. */
export const WorldSettings = z.object({
  apiUrl: z.string(),
  token: z.string(),
  /** In place of the token. */
  app: z.object({ appId: z.number(), privateKey: z.string(), installationId: z.number() }).optional(),
  dataDir: z.string(),
  instance: z.string(),
  organisation: z.string(),
  /** So that tests which run at the same time share no budget. */
  budget: z.string(),
})
export type WorldSettings = z.infer<typeof WorldSettings>

/** A driver whose budget is large enough never to be met. */
export function forgeOn(
  { token, app, budget, ...settings }: WorldSettings,
  redis: Redis,
  options: Partial<GithubForgeOptions> = {},
): ReturnType<typeof createGithubForge> {
  const inRedis = createLimiter(redis, [[60_000, 100_000]])
  const limiter = { take: (_name: string, id: string) => inRedis.take(budget, id) }
  const auth = app === undefined ? ({ kind: 'token', token } as const) : ({ kind: 'app', ...app } as const)
  return createGithubForge({ ...settings, auth, limiter, ...options })
}
