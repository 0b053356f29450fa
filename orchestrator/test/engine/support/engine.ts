import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import {
  CONTRACTS,
  EVENT_STREAM,
  parseTask,
  LANE_QUEUES,
  perLane,
  statusChannel,
  StatusMessage,
  TaskMessage,
  taskKey,
  TaskRecord,
  type Lane,
  type ParsedTask,
} from '#contract'
import { loadConfig, type Config } from '../../../src/config.ts'
import type { Found } from '../../../src/drivers/effect.ts'
import { createWorld } from '../../../src/drivers/world.ts'
import { openInstallation, type Installation } from '../../../src/installation.ts'
import type { Lock } from '../../../src/queue/lock.ts'
import { createJournal, type Waiting } from '../../../src/redis/journal.ts'
import { createLock } from '../../../src/redis/lock.ts'
import type { TaskDefinition } from '../../../src/saga/define-task.ts'
import type { Journal, Run, World } from '../../../src/saga/ports.ts'
import { runSaga, type Outcome, type RunSignals } from '../../../src/saga/run-saga.ts'
import type { TaskEnv } from '../../../src/steps/task-env.ts'
import { sweep, type SweepReport } from '../../../src/sweeper/sweep.ts'
import { emptyDatabase, type TestFile } from './redis.ts'
import { TEST_CONTRACTS } from './tasks.ts'

export interface RunOptions {
  readonly signals?: Partial<RunSignals>
  readonly journal?: Journal
  readonly world?: World
  /** Milliseconds for which a service that is away is waited for. */
  readonly patienceMs?: number
}

/** A message as the stream of events has it. */
export interface Told {
  readonly channel: string
  readonly data: string
}

/** The engine on a real Redis and real drivers, without a queue: a test admits, begins and runs a task itself. */
export interface Engine extends Installation {
  readonly config: Config
  readonly lock: Lock
  readonly journal: Journal
  /** Tasks that an ending told may be next in line. */
  readonly released: Waiting[]
  readonly undoing: World
  /** A task of the tests' own, on a team of its own unless another task's payload is given. */
  task(type: string, of?: ParsedTask): ParsedTask
  /** A task of any type. */
  parse(data: unknown): ParsedTask
  /** Gives a task its place in line. */
  admit(task: ParsedTask): Promise<void>
  /** @throws Error when it is not granted */
  begin(task: ParsedTask): Promise<Run>
  /** Runs a task that was begun. */
  run(definition: TaskDefinition<TaskEnv>, run: Run, options?: RunOptions): Promise<Outcome>
  /** All three. */
  perform(definition: TaskDefinition<TaskEnv>, task: ParsedTask, options?: RunOptions): Promise<Outcome>
  /** Holds the ledger against the directories, and removes what nobody has. */
  sweep(): Promise<SweepReport>
  /** Every message about a task, in order. */
  told(task: ParsedTask): Promise<Told[]>
  /** Those to its user, parsed. */
  messages(task: ParsedTask): Promise<TaskMessage[]>
  statuses(task: ParsedTask): Promise<StatusMessage[]>
  record(task: ParsedTask): Promise<TaskRecord>
  /** Names of what stands in the world for the task's owner. */
  standing(task: ParsedTask): Promise<string[]>
  /** Names that the ledger holds for the task's owner. */
  ledgerOf(task: ParsedTask): Promise<string[]>
}

export const NEVER = new AbortController().signal

/** @param file the test file that has the database; it is emptied */
export async function openEngine(file: TestFile): Promise<Engine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-engine-'))
  const config = loadConfig({
    REDIS_URL: await emptyDatabase(file),
    ...{ DATA_DIR: dataDir, APP_IMAGE: 'none', DOCKER_HOST: 'unix:///nonexistent', LOG_LEVEL: 'silent' },
  })
  const installation = await openInstallation(config, (error) => process.stderr.write(`${error.message}\n`))
  const { redis, env, world, ledger } = installation
  const connection = installation.connect()
  const queueOf = (lane: Lane): Queue =>
    new Queue(LANE_QUEUES[lane].name, { connection, prefix: LANE_QUEUES[lane].prefix })
  const parse = (data: unknown): ParsedTask => parseTask(data, { ...CONTRACTS, ...TEST_CONTRACTS })
  const lock = createLock(redis, perLane(queueOf), parse)
  const { directories } = env.drivers
  const released: Waiting[] = []
  const journal = createJournal(redis, (waiting) => void released.push(...waiting))
  const undoing: World = {
    undo: ({ kind, name, owner }, task, signal) => world.remove({ kind, name }, { owner, task }, signal),
  }
  let number = 0

  const engine: Engine = {
    ...{ ...installation, config, lock, journal, released, undoing, parse },
    task(type, of) {
      const id = randomUUID()
      const payload = of?.envelope.payload ?? { team_id: `t-${id}`, team_slug: `t-${id}` }
      const envelope = { id, type, payload, user_id: `u-${id}`, created_at: new Date().toISOString() }
      return parse(envelope)
    },
    admit: (task) => lock.admit([{ number: (number += 1), lane: task.lane, data: JSON.stringify(task.envelope) }]),
    async begin(task) {
      const grant = await lock.begin(task)
      if (grant.kind !== 'granted') throw new Error(`Task ${task.envelope.id} is not granted but ${grant.kind}`)
      return grant.run
    },
    run(definition, run, { signals = {}, ...given } = {}) {
      const { stop = NEVER, cancel = NEVER } = signals
      const ports = {
        env,
        journal: given.journal ?? journal,
        world: given.world ?? undoing,
        patienceMs: given.patienceMs,
      }
      return runSaga(definition, run, ports, { stop, cancel: AbortSignal.any([stop, cancel]) })
    },
    async perform(definition, task, options) {
      await engine.admit(task)
      return engine.run(definition, await engine.begin(task), options)
    },
    sweep: () =>
      sweep(
        {
          ...{
            world: createWorld([directories]),
            ledger,
            inventory: installation.inventory,
            leftovers: installation.leftovers,
          },
          ...{ open: () => lock.open(), isClaimed: installation.isClaimed },
        },
        NEVER,
      ),
    async told({ envelope }) {
      const entries = await redis.xrange(EVENT_STREAM, '-', '+')
      return entries.flatMap(([, fields]) => {
        const [, channel = '', , id, , data = ''] = fields
        return id === envelope.id ? [{ channel, data }] : []
      })
    },
    messages: async (task) =>
      (await engine.told(task)).flatMap(({ channel, data }) =>
        channel === statusChannel('team') ? [] : [TaskMessage.parse(JSON.parse(data))],
      ),
    statuses: async (task) =>
      (await engine.told(task)).flatMap(({ channel, data }) =>
        channel === statusChannel('team') ? [StatusMessage.parse(JSON.parse(data))] : [],
      ),
    record: async ({ envelope }) => TaskRecord.parse(await redis.hgetall(taskKey(envelope.id))),
    standing: async ({ owner }) => namesOf((await directories.list(NEVER)).filter((found) => found.owner === owner)),
    ledgerOf: async ({ owner }) => namesOf(await ledger.of(owner)),
    async [Symbol.asyncDispose]() {
      await installation[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true })
    },
  }
  return engine
}

const namesOf = (things: readonly Pick<Found, 'name'>[]): string[] => things.map(({ name }) => name).sort()
