import { Queue } from 'bullmq'
import type { Logger } from 'pino'
import {
  LANE_QUEUES,
  parseTask,
  perLane,
  QUEUE_SAMPLE_EVERY_S,
  type Failure,
  type Lane,
  type TaskContract,
} from '#contract'
import { tellSeldom } from '#telemetry/tell-seldom'
import type { Config } from './config.ts'
import { createBreakers } from './drivers/breakers.ts'
import { every } from './every.ts'
import { startDeliveries } from './deliveries/worker.ts'
import { startHeartbeat } from './heartbeat.ts'
import { openInstallation, retentionOf, secretsOf } from './installation.ts'
import { listenForCancellations } from './intake/cancellations.ts'
import { answerClientSecret } from './intake/client-secrets.ts'
import { answerPlan } from './intake/plans.ts'
import { answerQuestions } from './intake/questions.ts'
import { createCardMoved } from './intake/card-moved.ts'
import { Intake } from './intake/raw-lists.ts'
import { startAdmission } from './queue/admission.ts'
import { closeAhead } from './queue/close-ahead.ts'
import { Consumer } from './queue/consumer.ts'
import { createGiveWay } from './queue/give-way.ts'
import { createRouter } from './queue/router.ts'
import { Running } from './queue/running.ts'
import { heldAgentSlots } from './redis/agent-slots.ts'
import { createCardMoves } from './redis/card-moves.ts'
import { createInterruptions } from './redis/interruptions.ts'
import { createJournal } from './redis/journal.ts'
import { createLock } from './redis/lock.ts'
import { noteSample } from './redis/queue-samples.ts'
import { createRejecter } from './redis/reject.ts'
import { createRenewals } from './redis/renewals.ts'
import { trimTaskIndex } from './redis/retention.ts'
import { takeTurn } from './redis/turn.ts'
import { renewDue } from './renewal/renew-due.ts'
import { scheduleRenewals } from './renewal/schedule.ts'
import { requireReady } from './require-ready.ts'
import { Janitor } from './sweeper/janitor.ts'
import { removeLeftover } from './sweeper/remove-leftover.ts'
import { sweep } from './sweeper/sweep.ts'
import type { TaskEnv } from './steps/task-env.ts'
import { openWatch, serveMetrics } from './watching/open-watch.ts'
import type { TaskDefinition } from './saga/define-task.ts'

const JANITOR_PAUSE_MS = 3_000
/** Milliseconds between two looks at what is kept no longer. */
const PRUNE_PAUSE_MS = 5 * 60_000
const DAY_MS = 86_400_000
/** Milliseconds that services may take to say at the start that they are set up right. */
const PREFLIGHT_MS = 15_000

/** Every task type that is served, by its name. */
export type Registry = Readonly<Record<string, TaskDefinition<TaskEnv>>>

/**
 * Puts the parts together and starts them.
 * @param definitions the task types to serve; benchmarks bring their own
 * @returns what hands over the running work and ends everything
 * @throws Failure CONFIG_INVALID, SECRET_UNREADABLE; Unready when a service is set up wrong
 */
export async function startOrchestrator(
  config: Config,
  definitions: Registry,
  log: Logger,
): Promise<() => Promise<void>> {
  await using started = new AsyncDisposableStack()
  const told = tellSeldom(log)
  const concurrency = {
    ...{ high: config.HIGH_CONCURRENCY, normal: config.NORMAL_CONCURRENCY },
    ...{ 'agents.high': config.AGENT_CONCURRENCY, 'agents.normal': config.AGENT_CONCURRENCY },
  }
  const watching = await openWatch(
    config,
    { types: Object.keys(definitions), slots: concurrency, secrets: secretsOf(config) },
    log,
  )
  const { watch, tracing } = watching
  if (tracing !== undefined) started.use(tracing)
  const traced = tracing === undefined ? {} : { telemetry: tracing.queue }
  const upkeep = watching.metrics?.upkeep
  const { breakers, states } = createBreakers((change) => watch.breaker(change))
  const { redis, connect, world, inventory, ledger, leftovers, env, isClaimed, preflights, challenges } = started.use(
    await openInstallation(config, told('redis'), watch.call, breakers),
  )
  await requireReady(preflights, log, PREFLIGHT_MS)
  if (config.certificates.kind === 'acme') {
    const { listenForChallenges } = await import('./challenges/listener.ts')
    const onError = told('challenge listener')
    const { port } = started.use(await listenForChallenges({ challenges, port: config.ACME_CHALLENGE_PORT, onError }))
    log.info({ port }, 'answering challenges')
  }
  const connection = connect()
  const queueOf = (lane: Lane): Queue => {
    const { prefix, name } = LANE_QUEUES[lane]
    const queue = new Queue(name, { connection: redis, prefix, ...traced }).on('error', told('queue'))
    started.defer(() => queue.close())
    return queue
  }
  const queues = perLane(queueOf)
  const contracts: Readonly<Record<string, TaskContract>> = Object.fromEntries(
    Object.entries(definitions).map(([type, { contract }]) => [type, contract]),
  )
  const parse = (data: unknown) => parseTask(data, contracts)
  const kept = retentionOf(config)
  const lock = createLock(redis, queues, parse, kept)
  const rejecter = createRejecter(redis, kept)
  const reject = async (raw: unknown, failure: Failure): Promise<void> => {
    upkeep?.rejected()
    await rejecter(raw, failure)
  }
  const running = new Running()
  const wakeAll: Parameters<typeof createJournal>[1] = (waiting) => {
    for (const task of waiting) void consumer.wake(task).catch(told('waking a task'))
  }
  const journal = closeAhead(createJournal(redis, wakeAll, kept), ({ task }, thrown) =>
    log.warn({ err: thrown, task: task.envelope.id }, 'the end of a task was not written'),
  )
  const records = upkeep?.costing(env.agents.records) ?? env.agents.records
  const router = createRouter({
    ...{ definitions, parse, lock, running, reject, watch, trace: tracing?.here },
    giveWay: createGiveWay({ lock, parse, interrupt: createInterruptions(redis).interrupt }),
    ports: {
      ...{ env: { ...env, agents: { ...env.agents, records } }, journal, observer: watch },
      patienceMs: config.OUTAGE_PATIENCE_S * 1_000,
      world: {
        undo: ({ kind, name, owner }, task, signal) => world.remove({ kind, name }, { owner, task }, signal),
        unavailable: ({ kind }) => world.unavailable(kind),
      },
    },
  })
  const consumer = new Consumer({
    connection: redis,
    queues,
    concurrency,
    keptS: kept.recordS,
    router,
    running,
    isOpen: (id) => lock.isOpen(id),
    ...traced,
    ...{ log, onError: told('queue') },
  })
  const janitor = new Janitor({ queues, lock, running, router, parse, log, continuing: tracing?.continuing })
  const intake = new Intake({ connect, queues, parse, reject, onError: told('intake') })

  started.use(await startAdmission(lock, queues, told('admission')))
  await listenForCancellations({ subscriber: connect(), redis, running, consumer, onError: told('cancelling') })
  const sweepDeps = { world, ledger, inventory, leftovers, open: () => lock.open(), isClaimed }
  const answers = {
    'remove-leftover': async (data: unknown) => {
      const answer = await removeLeftover(data, sweepDeps)
      log.info({ asked: data, ...answer }, 'somebody asked for a leftover to be removed')
      return answer
    },
    plan: (data: unknown) => answerPlan(data, { definitions, parse, env }),
    'client-secret': (data: unknown) => answerClientSecret(data, env),
    'card-moved': createCardMoved({
      ...{ env, parse, policies: env.agents.policies, moves: createCardMoves(redis) },
      enqueue: ({ envelope }) => env.agents.enqueue(envelope),
    }),
  }
  const { callbackHosts } = config.agents
  started.use(
    startDeliveries({
      ...{ connection, log, env, records: env.agents.records, cards: env.agents.cards, onError: told('deliveries') },
      ...{ callbackUrl: config.AGENT_CALLBACK_URL, allowedHosts: callbackHosts },
    }),
  )
  const questions = answerQuestions({ connection, answers, onError: told('questions') })
  started.defer(() => questions.close())
  await consumer.start()
  started.defer(() => consumer.handOver())
  intake.start()
  started.defer(() => intake.stop())
  started.use(every(JANITOR_PAUSE_MS, () => janitor.round(), told('janitor')))
  started.use(every(QUEUE_SAMPLE_EVERY_S * 1_000, () => noteSample(redis, queues), told('sampling')))
  const sweepEveryMs = config.SWEEP_INTERVAL_S * 1_000
  const sweepOnTurn = async (signal: AbortSignal): Promise<void> => {
    if (!(await takeTurn(redis, 'sweep', sweepEveryMs))) return
    const { removed, failed, missing, unlisted } = await sweep(sweepDeps, signal)
    upkeep?.swept({ removed: removed.length, failed: failed.length, missing: missing.length })
    const tellable = [removed, failed, missing, unlisted]
    if (tellable.some(({ length }) => length > 0)) log.warn({ removed, failed, missing, unlisted }, 'swept')
  }
  started.use(every(sweepEveryMs, sweepOnTurn, told('sweeper')))
  const prune = async (signal: AbortSignal): Promise<void> => {
    if (!(await takeTurn(redis, 'prune', PRUNE_PAUSE_MS))) return
    await trimTaskIndex(redis, new Date(Date.now() - kept.recordS * 1_000))
    if (config.ARCHIVE_RETENTION_DAYS === 0) return
    const before = new Date(Date.now() - config.ARCHIVE_RETENTION_DAYS * DAY_MS)
    const { removed, failed } = await env.drivers.directories.pruneArchive(before, signal)
    if (removed.length > 0) log.info({ archives: removed }, 'archives removed for good')
    for (const { path, failure } of failed) log.warn({ archive: path, err: failure }, 'an archive could not be removed')
  }
  started.use(every(PRUNE_PAUSE_MS, prune, told('pruning'), 0))
  const renewals = createRenewals(redis)
  const renew = async (signal: AbortSignal): Promise<void> => {
    const { renewed, failed } = await renewDue(
      { certificates: env.drivers.certificates, renewals, isClaimed, now: () => new Date() },
      signal,
    )
    upkeep?.renewed({ renewed: renewed.length, failed: failed.length })
    if (renewed.length > 0) log.info({ hosts: renewed }, 'certificates renewed')
    for (const each of failed) log.error(each, 'a certificate could not be renewed; it is tried again')
  }
  const everyMs = config.RENEWAL_INTERVAL_S * 1_000
  started.use(await scheduleRenewals({ connection, everyMs, round: renew, onError: told('renewals') }))
  if (config.HEARTBEAT_FILE !== undefined)
    started.use(await startHeartbeat(config.HEARTBEAT_FILE, redis, told('heartbeat')))

  started.use(
    await serveMetrics(watching, { config, redis, heldSlots: () => heldAgentSlots(redis), breakers: states, log }),
  )

  const held = started.move()
  return () => held.disposeAsync()
}
