import { Failure, type AgentName } from '#contract'
import type { Tag } from '../effect.ts'
import { putAside } from './aside.ts'
import { attemptsIn, processesOf, type Attempts, type Closed, type LastAttempt } from './attempts.ts'
import type { AgentCli, AgentEnding, CliCommand, CliRequest } from './clis/port.ts'
import { followToEnd, isUnreachable, type Processes } from './follow.ts'
import type { HandOver } from './hand-over.ts'
import type { Health } from './health.ts'
import type { RunEnd } from './hosts/port.ts'
import { nextAttempt } from './next-attempt.ts'
import type { Place, Pool } from './pool.ts'
import type { AgentListener, AgentOutcome, AgentRequest } from './port.ts'
import type { RunFolder } from './run-folder.ts'
import { watch, type Watch } from './watch.ts'

export interface RunEnvironment {
  readonly pool: Pool
  readonly health: Health
  readonly handOver: HandOver
  readonly clis: Readonly<Record<AgentName, AgentCli>>
  /** Path of each tool on the hosts. */
  readonly programs: Readonly<Record<AgentName, string>>
  /** Variables that give each tool access to its provider. */
  readonly keys: Readonly<Record<AgentName, Readonly<Record<string, string>>>>
  readonly leaseS: number
  /** Milliseconds without its host after which a run must have ended there. */
  readonly patienceMs: number
  readonly clock: () => number
}

interface Job {
  readonly folder: RunFolder
  readonly request: AgentRequest
  readonly tag: Tag
  readonly listener: AgentListener
  readonly signal: AbortSignal
}

/** Times that a run is begun again because its host was lost. */
const MOST_LOSSES = 3
/** Seconds that what goes on is given at least. */
const LEAST_S = 60
const LEAST_USD = 0.01

const GOES_ON =
  'You have worked on this task before and were interrupted: what you have changed so far stands in the working tree. Go on from there. The task again:'

/** Runs an agent to its end: goes on with what is under way, and begins again what its host has lost. See `Agents.run`. */
export async function runAgent(env: RunEnvironment, job: Job): Promise<AgentOutcome> {
  const { folder, request, signal } = job
  const attempts = attemptsIn(folder.path)
  for (;;) {
    const options = { run: folder.run, request, attempts, pool: env.pool, patienceMs: env.patienceMs, signal }
    const { attempt, place } = await nextAttempt(options)
    const outcome = await carryOn(env, job, attempts, attempt, place)
    if (outcome !== undefined) return outcome
  }
}

/** @returns undefined when another attempt has to follow */
async function carryOn(
  env: RunEnvironment,
  job: Job,
  attempts: Attempts,
  attempt: LastAttempt,
  place: Place,
): Promise<AgentOutcome | undefined> {
  let hasEnded = false
  try {
    const { request, listener, signal, folder } = job
    const { host } = place
    const cliRequest = cliRequestOf(request, attempt)
    const reader = env.clis[request.agent].reader(cliRequest)
    const watched = watch({ reader, listener, host: host.name, offset: attempt.offset, spent: attempt.spent })
    const called = env.clis[request.agent].command(cliRequest)
    const { absent } = called
    const end = await followToEnd(host, processesFor(env, job, attempt, called), {
      async prepare() {
        await env.handOver(folder, host, signal)
        await putAside(folder, host, attempt.number, absent, signal)
      },
      isOver: () => watched.isOver,
      take: (chunk) => watched.take(chunk),
      patienceMs: env.patienceMs,
      clock: env.clock,
      onUnreachable: (failure) => env.health.failed(host.name, failure),
      signal,
    })
    hasEnded = true
    if (end === undefined) {
      await lose(attempts, attempt, watched, request)
      return undefined
    }
    await watched.last()
    const ended = { attempt, watched, end, ending: reader.end(end), request, host: host.name }
    const outcome = outcomeOf(ended)
    const next = successorOf(ended)
    if (next === undefined) return outcome
    await attempts.close(attempt.number, next.closed)
    await forget(place, processesOf(folder.run, attempt.number), signal)
    if (next.failure !== undefined) throw next.failure
    return undefined
  } finally {
    await place.leave(hasEnded)
  }
}

interface Ended {
  readonly attempt: LastAttempt
  readonly watched: Watch
  readonly end: RunEnd
  readonly ending: AgentEnding
  readonly request: AgentRequest
  readonly host: string
}

const secondsOf = (attempt: LastAttempt, { timeoutS }: AgentRequest): number =>
  attempt.seconds + Math.min(timeoutS, Math.max(0, (Date.now() - Date.parse(attempt.began_at)) / 1_000))

function outcomeOf({ attempt, ending, request, host, watched }: Ended): AgentOutcome {
  const { failure, summary, structured, turns, costUsd, tokens } = ending
  const before = attempt.spent
  return {
    failure: failure === undefined ? undefined : failureOf(failure).toJSON(),
    ...{ summary, structured, host },
    sessionId: ending.sessionId ?? watched.session,
    durationS: secondsOf(attempt, request),
    turns: before.turns + turns,
    costUsd: before.costUsd + costUsd,
    tokens: {
      input: before.tokens.input + tokens.input,
      output: before.tokens.output + tokens.output,
      cached: before.tokens.cached + tokens.cached,
    },
  }
}

const failureOf = ({ code, message, retryAfterMs, transient }: NonNullable<AgentEnding['failure']>): Failure =>
  new Failure(code, message, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(transient === undefined ? {} : { class: 'transient' }),
  })

/** What follows an attempt that is not the last: its notes, and what is thrown until then. */
function successorOf(ended: Ended): { readonly closed: Closed; readonly failure?: Failure } | undefined {
  const { attempt, end, ending, request, watched } = ended
  const { turns, costUsd, tokens } = outcomeOf(ended)
  const session = ending.sessionId ?? watched.session
  const spent = { turns, costUsd, tokens }
  const closed = { lost: false, offset: watched.end, spent, seconds: secondsOf(attempt, request) }
  const goingOn = session === undefined ? closed : { ...closed, session }
  if (end.reason === 'lost' || end.reason === 'lease') {
    return attempt.losses < MOST_LOSSES ? { closed: { ...goingOn, lost: true } } : undefined
  }
  if (ending.failure === undefined) return undefined
  if (ending.failure.unknownSession === true && attempt.session.kind === 'resume') return { closed }
  const failure = failureOf(ending.failure)
  const isMendable = failure.code === 'AGENT_API_ERROR' || failure.code === 'AGENT_USAGE_LIMIT'
  return isMendable && failure.retryable ? { closed: goingOn, failure } : undefined
}

/** Notes that an attempt was lost with its host. @throws Failure AGENT_HOST_UNREACHABLE when that was once too often */
async function lose(attempts: Attempts, attempt: LastAttempt, watched: Watch, request: AgentRequest): Promise<void> {
  const notes = { lost: true, offset: watched.end, spent: watched.totals, seconds: secondsOf(attempt, request) }
  await attempts.close(attempt.number, notes)
  if (attempt.losses < MOST_LOSSES) return
  throw new Failure('AGENT_HOST_UNREACHABLE', `Host after host was lost, ${attempt.host} the last of them`)
}

/** Takes what has ended off its host. */
async function forget({ host }: Place, id: string, signal: AbortSignal): Promise<void> {
  try {
    await host.remove(id, signal)
  } catch (thrown) {
    // It goes with the whole run.
    if (!isUnreachable(thrown)) throw thrown
  }
}

function cliRequestOf(request: AgentRequest, attempt: LastAttempt): CliRequest {
  const { prompt, profile, allowedTools, model, maxTurns, maxBudgetUsd, jsonSchema } = request
  return {
    prompt: attempt.goesOn ? `${GOES_ON}\n\n${prompt}` : prompt,
    ...{ profile, allowedTools, model, maxTurns, jsonSchema },
    maxBudgetUsd: maxBudgetUsd === undefined ? undefined : Math.max(maxBudgetUsd - attempt.spent.costUsd, LEAST_USD),
    session: attempt.session,
  }
}

function processesFor(env: RunEnvironment, job: Job, attempt: LastAttempt, command: CliCommand): Processes {
  const { request, folder, tag } = job
  const leastS = Math.min(LEAST_S, request.timeoutS)
  return {
    id: processesOf(folder.run, attempt.number),
    command: {
      argv: [env.programs[request.agent], ...command.args],
      cwd: folder.tree,
      env: { ...env.keys[request.agent], ...command.env },
      stdin: command.stdin,
    },
    limits: { timeoutS: Math.max(leastS, request.timeoutS - attempt.seconds), leaseS: env.leaseS },
    tag,
  }
}
