import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { startEntra, type EntraDouble } from '../../../../test/doubles/entra/entra.ts'
import { testAuthority } from '../../../../test/doubles/kit/tls.ts'
import type { Mutex } from '../../../src/drivers/coordination.ts'
import { createEntraIdentity } from '../../../src/drivers/identity/entra/entra.ts'
import { createVault } from '../../../src/drivers/vault.ts'
import { mutexKey } from '../../../src/redis/keys.ts'
import { createMutex } from '../../../src/redis/mutex.ts'
import type { EntraCall } from '../entra.child.ts'

const CHILD = fileURLToPath(new URL('../entra.child.ts', import.meta.url))
/** Replicas of the double know something after so many questions, not after a time: it need only be long enough. */
const PATIENCE = { consistencyMs: 30_000, doubtMs: 1_000, pollMs: 5 }
/** The permission that docs/entra.md asks for, and no other. */
const ROLES = ['Application.ReadWrite.OwnedBy']

/** The Entra driver as several orchestrators have it, on one double, one Redis and one data root. */
export async function entraWorld() {
  assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
  const redisUrl = process.env.REDIS_URL
  const authority = await testAuthority()
  authority.trust()
  const entra: EntraDouble = await startEntra()
  const { tenantId, clientId, clientSecret: secret } = entra.tenant.addClient({ roles: ROLES })
  const { authorityHost, graphUrl } = entra
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-entra-'))
  const key = randomBytes(32)
  const options = {
    account: { tenantId, clientId, authorityHost, credential: { kind: 'secret' as const, secret } },
    ...{ graphUrl, secretDays: 90, dataDir, instance: randomUUID(), ...PATIENCE },
  }
  // As many processes as orchestrators: each has a connection and a mutex of its own.
  const first = new Redis(redisUrl)
  const connections = [first, ...[2, 3, 4].map(() => new Redis(redisUrl))]
  const mutexes = connections.map((redis) => createMutex(redis))
  let opened = 0
  let freed: Promise<unknown> = Promise.resolve()

  return {
    entra,
    options,
    dataDir,
    /** The driver as the next orchestrator opens it. */
    open(changes: Partial<typeof options> = {}) {
      const mutex = mutexes[(opened += 1) % mutexes.length]
      assert.ok(mutex)
      const afterKills: Mutex = {
        async hold(name, signal, work) {
          await freed
          return mutex.hold(name, signal, work)
        },
      }
      return createEntraIdentity({ ...options, ...changes, vault: createVault(key), mutex: afterKills })
    },
    child: (call: Omit<EntraCall, 'redisUrl' | 'options' | 'key'>): ChildProcess => {
      const whole: EntraCall = { ...call, redisUrl, options, key: key.toString('base64') }
      const started = spawn(process.execPath, [CHILD, JSON.stringify(whole)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_EXTRA_CA_CERTS: authority.caFile },
      })
      // Nobody waits here for the lease of one that was killed to run out: what a successor finds then is the same.
      started.once('exit', (_code, killed) => {
        if (killed === 'SIGKILL') freed = first.del(mutexKey(`application ${call.application}`))
      })
      return started
    },
    /** An application as the tenant has it. */
    find: (application: string) =>
      entra.tenant.directory.applications.find(({ properties }) => properties.displayName === application),
    /** Everything in the data root, as text. */
    stored: async () => {
      const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
    },
    /** What is in the tenant or the data root and is no whole application of this installation. */
    leftovers: async () => {
      const { directory } = entra.tenant
      const { applications, servicePrincipals, deletedApplications, deletedServicePrincipals } = directory
      const names = await readdir(dataDir, { recursive: true })
      return [
        ...names.filter((name) => name.endsWith('.tmp')),
        ...[...deletedApplications, ...deletedServicePrincipals].map(({ id }) => `deleted ${id}`),
        ...applications
          .filter(({ passwords }) => passwords.length !== 1)
          .map(({ properties, passwords }) => `${properties.displayName} has ${passwords.length} secrets`),
        ...servicePrincipals
          .filter((each) => !applications.some(({ appId }) => appId === each.appId))
          .map(({ id }) => `service principal ${id}`),
      ]
    },
    async [Symbol.asyncDispose]() {
      for (const redis of connections) redis.disconnect()
      await rm(dataDir, { recursive: true })
      assert.deepEqual(entra.violations, [])
      await entra[Symbol.asyncDispose]()
    },
  }
}

export type EntraWorld = Awaited<ReturnType<typeof entraWorld>>
