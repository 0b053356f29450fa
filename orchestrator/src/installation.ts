import type { Redis } from 'ioredis'
import { createRedactor, Failure } from '#contract'
import { openAgentDesk } from './agent-desk.ts'
import { SECRETS, type Config } from './config.ts'
import { NO_BREAKERS, type Breakers } from './drivers/breakers.ts'
import type { Challenges, Coordination } from './drivers/coordination.ts'
import { createDrivers, type DriverSettings } from './drivers/create-drivers.ts'
import { observeDrivers, type CallObserver } from './drivers/observed.ts'
import { tellingFullDisk } from './drivers/full-disk.ts'
import { loadInstance } from './drivers/instance.ts'
import type { Check } from './drivers/preflight.ts'
import { createVault, loadVaultKey } from './drivers/vault.ts'
import { createWorld, type World } from './drivers/world.ts'
import type { Inventory } from './records/inventory.ts'
import type { Ledger } from './records/ledger.ts'
import type { Leftovers } from './records/leftovers.ts'
import { createAgentSlots } from './redis/agent-slots.ts'
import { createChallenges } from './redis/challenges.ts'
import { connectRedis, requireDurable } from './redis/connect.ts'
import { createInventory } from './redis/inventory.ts'
import { createLimiter } from './redis/limiter.ts'
import { createMutex } from './redis/mutex.ts'
import { isClaimed, openTasks } from './redis/open-tasks.ts'
import { createLedger } from './redis/ledger.ts'
import { createLeftovers } from './redis/leftovers.ts'
import type { Retention } from './redis/retention.ts'
import type { Platform, TaskEnv } from './steps/task-env.ts'

/** One installation of Slipway as a process sees it: what is recorded in Redis, and the world through the drivers. */
export interface Installation extends AsyncDisposable {
  readonly redis: Redis
  /** Another connection, for what blocks or subscribes; closed with the installation. */
  readonly connect: () => Redis
  readonly world: World
  readonly inventory: Inventory
  readonly ledger: Ledger
  readonly leftovers: Leftovers
  /** Ids of the tasks that have not ended. */
  readonly openTasks: () => Promise<string[]>
  /** Whether one of them claims an owner. */
  readonly isClaimed: (owner: string) => Promise<boolean>
  readonly env: TaskEnv
  /** What tells what is wrong with a service before a task meets it. */
  readonly preflights: readonly Check[]
  readonly challenges: Challenges
}

/**
 * Opens what the environment names.
 * @param onError is told of every loss of a connection; all of them come back by themselves
 * @param observe watches every call of a driver; @default nobody does
 * @param breakers stand before what drivers ask of services; @default none do
 * @throws Failure CONFIG_INVALID when Redis would lose tasks, SECRET_UNREADABLE
 */
export async function openInstallation(
  config: Config,
  onError: (error: Error) => void,
  observe?: CallObserver,
  breakers: Breakers = NO_BREAKERS,
): Promise<Installation> {
  const connections: Redis[] = []
  const connect = (batching = false): Redis => {
    const connection = connectRedis(config.REDIS_URL, { onError, batching })
    connections.push(connection)
    return connection
  }
  const close = (): void => {
    for (const connection of connections) connection.disconnect()
  }
  const told = (thrown: unknown): void => onError(Failure.from(thrown))
  const redis = connect(true)
  try {
    await requireDurable(redis, config.REDIS_ALLOW_VOLATILE === 'true')
    const coordination = coordinationOn(redis, config)
    const vault = createVault(await loadVaultKey(config.DATA_DIR, config.SLIPWAY_SECRET_KEY))
    const instance = await loadInstance(config.DATA_DIR)
    const created = await createDrivers(driverSettings(config, { vault, instance }), coordination, breakers)
    const { preflights } = created
    const { DATA_DIR } = config
    const drivers = observeDrivers(created.drivers, (call, work) => {
      const telling = () => tellingFullDisk(DATA_DIR, work)
      return observe === undefined ? telling() : observe(call, telling)
    })
    const desk = await openAgentDesk({
      redis,
      config,
      redact: createRedactor(secretsOf(config)),
      kept: retentionOf(config),
      onError: told,
    })
    const { vault: _vault, ...makers } = drivers
    const [world, inventory, ledger] = [createWorld(Object.values(makers)), createInventory(redis), createLedger(redis)]
    return {
      ...{ redis, world, inventory, ledger, preflights, challenges: coordination.challenges },
      connect: () => connect(),
      openTasks: () => openTasks(redis),
      isClaimed: (owner) => isClaimed(redis, owner),
      leftovers: createLeftovers(redis),
      env: {
        drivers,
        platform: platformOf(config),
        inventory,
        ledger,
        agents: desk,
        remove: (thing, claim, signal) => world.remove(thing, claim, signal),
      },
      async [Symbol.asyncDispose]() {
        created[Symbol.dispose]()
        await desk[Symbol.asyncDispose]()
        close()
      },
    }
  } catch (thrown) {
    close()
    throw thrown
  }
}

/** How much this installation keeps of what has ended. */
export const retentionOf = (config: Config): Retention => ({
  recordS: config.TASK_RETENTION_HOURS * 3_600,
  events: config.EVENT_RETENTION,
})

/** Texts that may be shown nowhere. */
export const secretsOf = (config: Config): string[] =>
  SECRETS.map((name) => config[name]).filter((secret) => secret !== undefined)

/** What is the same for every task. */
export const platformOf = (config: Config): Platform => ({
  domain: config.DOMAIN,
  organisation: config.FORGE_ORGANISATION,
  image: config.APP_IMAGE,
  dataDir: config.DATA_DIR,
  agentContainer: config.agentContainer,
})

/** Milliseconds by which a call arrives later than it was counted here: GitHub's windows are as much shorter. */
const CALL_TAKES_MS = 10_000

/** What drivers share with those of other processes. */
export const coordinationOn = (redis: Redis, config: Config): Coordination => ({
  limiter: createLimiter(redis, [
    [60_000 + CALL_TAKES_MS, config.GITHUB_CONTENT_PER_MINUTE],
    [3_600_000 + CALL_TAKES_MS, config.GITHUB_CONTENT_PER_HOUR],
  ]),
  mutex: createMutex(redis),
  challenges: createChallenges(redis),
  slots: createAgentSlots(redis, config.AGENT_LEASE_S * 1_000),
})

/** @param of what the data root says of itself: whose it is, and with which key its secrets are sealed */
export const driverSettings = (config: Config, of: Pick<DriverSettings, 'instance' | 'vault'>): DriverSettings => ({
  ...of,
  dataDir: config.DATA_DIR,
  templatesDir: config.TEMPLATES_DIR,
  dockerHost: config.DOCKER_HOST,
  networkPool: config.NETWORK_POOL,
  edgeNetwork: config.EDGE_NETWORK,
  startTimeoutMs: config.STACK_START_TIMEOUT_S * 1_000,
  forge: config.forge,
  identity: config.identity,
  certificates: config.certificates,
  agents: config.agents,
})
