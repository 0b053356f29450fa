import { Redis } from 'ioredis'
import { z } from 'zod'
import { createMutex } from '../../src/redis/mutex.ts'
import { createEntraIdentity } from '../../src/drivers/identity/entra/entra.ts'
import { redirectUriName } from '../../src/drivers/identity/names.ts'
import { createVault } from '../../src/drivers/vault.ts'

/** A process of its own that makes one call of the Entra driver, and says "begin" just before. */
const Call = z.object({
  redisUrl: z.string(),
  options: z.object({
    account: z.object({
      ...{ tenantId: z.string(), clientId: z.string(), authorityHost: z.string() },
      credential: z.object({ kind: z.literal('secret'), secret: z.string() }),
    }),
    ...{ graphUrl: z.string(), secretDays: z.number(), dataDir: z.string(), instance: z.string() },
    ...{ consistencyMs: z.number(), doubtMs: z.number(), pollMs: z.number() },
  }),
  key: z.base64(),
  verb: z.enum(['ensure', 'add', 'drop', 'remove']),
  ...{ application: z.string(), uri: z.string(), owner: z.string(), task: z.string() },
})
export type EntraCall = z.infer<typeof Call>

const { redisUrl, options, key, verb, application, uri, ...tag } = Call.parse(JSON.parse(process.argv[2] ?? ''))
const redis = new Redis(redisUrl)
const vault = createVault(Buffer.from(key, 'base64'))
const identity = createEntraIdentity({ ...options, vault, mutex: createMutex(redis) })
const { signal } = new AbortController()
const run = {
  ensure: () => identity.ensureApplication({ application, redirectUris: [uri] }, tag, signal),
  add: () => identity.addRedirectUri(application, uri, tag, signal),
  drop: () => identity.remove({ kind: 'redirect-uri', name: redirectUriName(application, uri) }, tag, signal),
  remove: () => identity.remove({ kind: 'application', name: application }, { owner: tag.owner }, signal),
}
process.stdout.write('begin\n')
await run[verb]()
redis.disconnect()
