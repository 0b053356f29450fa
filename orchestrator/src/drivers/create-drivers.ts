import { createNoAgents } from './agents/no-agents.ts'
import type { Agents } from './agents/port.ts'
import { createLocalCertificates } from './certificates/local.ts'
import type { Certificates } from './certificates/port.ts'
import type { Breakers } from './breakers.ts'
import type { Coordination } from './coordination.ts'
import { createTinyDb } from './databases/tinydb.ts'
import { createLocalDirectories } from './directories/local.ts'
import type { Drivers } from './drivers.ts'
import { createLocalForge } from './forge/local.ts'
import type { Forge } from './forge/port.ts'
import { createLocalIdentity } from './identity/local.ts'
import type { Identity } from './identity/port.ts'
import type { Check, Preflight } from './preflight.ts'
import type { AgentSettings, CertificateSettings, ForgeSettings, IdentitySettings } from './settings.ts'
import type { StackChecksOptions } from './stacks/checks/checks.ts'
import { createComposeStacks } from './stacks/compose.ts'
import type { Vault } from './vault.ts'

export interface DriverSettings {
  /** Absolute; the same on the Docker host. */
  readonly dataDir: string
  /** Id of this installation. */
  readonly instance: string
  readonly templatesDir: string
  readonly dockerHost: string | undefined
  readonly networkPool: string
  readonly edgeNetwork: string | undefined
  readonly startTimeoutMs: number
  readonly vault: Vault
  readonly forge: ForgeSettings
  readonly identity: IdentitySettings
  readonly certificates: CertificateSettings
  readonly agents: AgentSettings
}

/** The drivers, and what those of them look at that can tell what is wrong with their service. */
interface Created extends Disposable {
  readonly drivers: Drivers
  readonly preflights: readonly Check[]
}

/**
 * The drivers of this installation. Those of the clouds are loaded only where they are chosen: they are large.
 * @param breakers stand before the requests to their services
 */
export async function createDrivers(
  settings: DriverSettings,
  coordination: Coordination,
  breakers: Breakers,
): Promise<Created> {
  const { dataDir, instance, templatesDir, dockerHost, networkPool, edgeNetwork, startTimeoutMs, vault } = settings
  const base = { dataDir, instance, coordination, vault, breakers }
  const forge = await createForge(settings.forge, base)
  const identity = await createIdentity(settings.identity, base)
  const certificates = await createCertificates(settings.certificates, base)
  const stacks = createComposeStacks({
    ...{ dataDir, templatesDir, networkPool, startTimeoutMs, instance },
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(edgeNetwork === undefined ? {} : { edgeNetwork }),
  })
  const agents = await createAgents(settings.agents, base)
  const [databases, directories] = [createTinyDb({ dataDir }), createLocalDirectories({ dataDir })]
  return {
    drivers: { vault, forge, identity, certificates, databases, directories, stacks, agents: agents.agents },
    preflights: Object.entries({ forge, identity, certificates, agents: agents.agents }).flatMap(([name, driver]) =>
      preflightOf(name, driver),
    ),
    [Symbol.dispose]: () => agents[Symbol.dispose](),
  }
}

interface Base {
  readonly dataDir: string
  /** Id of this installation. */
  readonly instance: string
  readonly coordination: Coordination
  readonly vault: Vault
  readonly breakers: Breakers
}

/** What stacks need of the Docker host. Loaded for doctor alone. */
export async function createHostChecks(options: StackChecksOptions): Promise<Check[]> {
  const { createStackChecks } = await import('./stacks/checks/checks.ts')
  return createStackChecks(options)
}

const hasPreflight = <T extends object>(driver: T): driver is T & Preflight => 'check' in driver

const preflightOf = (name: string, driver: object): Check[] =>
  hasPreflight(driver) ? [{ name, check: (signal) => driver.check(signal) }] : []

async function createForge(settings: ForgeSettings, base: Base): Promise<Forge> {
  const { dataDir, instance, coordination, breakers } = base
  switch (settings.kind) {
    case 'local':
      return createLocalForge({ dataDir })
    case 'github': {
      const { createGithubForge } = await import('./forge/github/github.ts')
      return createGithubForge({
        ...settings,
        dataDir,
        instance,
        limiter: coordination.limiter,
        breaker: breakers.github,
      })
    }
  }
}

async function createIdentity(settings: IdentitySettings, base: Base): Promise<Identity> {
  const { dataDir, instance, vault, coordination, breakers } = base
  switch (settings.kind) {
    case 'local':
      return createLocalIdentity({ dataDir, vault })
    case 'entra': {
      const { createEntraIdentity } = await import('./identity/entra/entra.ts')
      const { account, graphUrl, secretDays, consistencyS } = settings
      return createEntraIdentity({
        ...{ account, graphUrl, secretDays, dataDir, instance, vault, mutex: coordination.mutex },
        breaker: breakers.entra,
        consistencyMs: consistencyS * 1_000,
      })
    }
  }
}

async function createCertificates(settings: CertificateSettings, base: Base): Promise<Certificates> {
  const { dataDir, vault, coordination, breakers } = base
  switch (settings.kind) {
    case 'local':
      return createLocalCertificates({ dataDir })
    case 'acme': {
      const { createAcmeCertificates } = await import('./certificates/acme/acme.ts')
      return createAcmeCertificates({
        ...{ dataDir, settings, vault, challenges: coordination.challenges, breaker: breakers.acme },
      })
    }
  }
}

/** Hosts are connected to, and looked at, when the first agent needs one. */
async function createAgents(
  settings: AgentSettings,
  { dataDir, instance, coordination }: Base,
): Promise<Disposable & { readonly agents: Agents }> {
  if (settings.hosts.length === 0) return { agents: createNoAgents(), [Symbol.dispose]: () => undefined }
  const { openAgents } = await import('./agents/open-agents.ts')
  return openAgents({ settings, dataDir, instance, slots: coordination.slots })
}
