import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { type EntraDouble, startEntra } from '../../../../test/doubles/entra/entra.ts'
import { NO_BREAKER, type Breaker } from '../../../src/drivers/breaker.ts'
import { createEntraIdentity } from '../../../src/drivers/identity/entra/entra.ts'
import type { Identity } from '../../../src/drivers/identity/port.ts'
import type { Preflight } from '../../../src/drivers/preflight.ts'
import { createVault } from '../../../src/drivers/vault.ts'
import { createMutex } from '../../../src/redis/mutex.ts'

/** What stands in the tenant, looked at from outside. */
export interface Standing {
  readonly applications: number
  readonly principals: number
  readonly deleted: number
  readonly secrets: number
  readonly uris: readonly string[]
}

export const NOTHING: Standing = { applications: 0, principals: 0, deleted: 0, secrets: 0, uris: [] }

/** An application that can be signed in to, with these redirect URIs. */
export const whole = (...uris: string[]): Standing => ({
  ...{ applications: 1, principals: 1, deleted: 0, secrets: 1 },
  uris: uris.toSorted(),
})

/** A tenant of its own, and an installation of Slipway that registers applications in it. */
export interface IdentityWorld extends AsyncDisposable {
  readonly entra: EntraDouble
  /** Name of an application that no other world has; another each time. */
  nextApplication(): string
  standing(): Standing
  /** The driver of an orchestrator that meets no faults. */
  readonly other: Identity
  /** The driver as another orchestrator has it, which has no token yet. */
  open(requestTimeoutMs?: number, breaker?: Breaker): Identity & Preflight
}

/** Replicas of the double know everything after one request: this is more than enough on a slow machine, too. */
const CONSISTENCY_MS = 6_000
const POLL_MS = 5
/** What is no fault is not to fail, however slow the machine is. */
const UNHURRIED_MS = 20_000

/** Starts one. Every operation on a new thing fails once before it is known. */
export async function startIdentityWorld(redis: Redis): Promise<IdentityWorld> {
  const entra = await startEntra()
  const { directory } = entra.tenant
  directory.replicas.setLag(1)
  const { tenantId, clientId, clientSecret } = entra.tenant.addClient({ roles: ['Application.ReadWrite.OwnedBy'] })
  const { authorityHost, graphUrl } = entra
  const account = { tenantId, clientId, authorityHost, credential: { kind: 'secret', secret: clientSecret } } as const
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-identity-'))
  const [instance, vault, mutex] = [randomUUID(), createVault(randomBytes(32)), createMutex(redis)]
  const shared = { account, graphUrl, dataDir, instance, vault, mutex }
  const open = (requestTimeoutMs = UNHURRIED_MS, breaker: Breaker = NO_BREAKER) =>
    createEntraIdentity({
      ...{ ...shared, breaker },
      ...{ secretDays: 90, requestTimeoutMs, consistencyMs: CONSISTENCY_MS, pollMs: POLL_MS },
    })
  return {
    entra,
    other: open(),
    nextApplication: () => `app-${randomUUID()}`,
    standing: () => ({
      applications: directory.applications.length,
      principals: directory.servicePrincipals.length,
      deleted: directory.deletedApplications.length + directory.deletedServicePrincipals.length,
      secrets: directory.applications.flatMap(({ passwords }) => passwords).length,
      uris: directory.applications.flatMap(({ properties }) => properties.web.redirectUris).toSorted(),
    }),
    open,
    async [Symbol.asyncDispose]() {
      await rm(dataDir, { recursive: true, force: true })
      assert.deepEqual(entra.violations, [])
      await entra[Symbol.asyncDispose]()
    },
  }
}
