import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { NOTHING, type Attempt, type Attempts, type LastAttempt } from './attempts.ts'
import type { Pool, Place } from './pool.ts'
import type { AgentRequest } from './port.ts'

interface Taken {
  readonly attempt: LastAttempt
  readonly place: Place
}

interface NextOptions {
  readonly run: string
  readonly request: AgentRequest
  readonly attempts: Attempts
  readonly pool: Pool
  /** Milliseconds after which a run that nobody follows has ended itself. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** The attempt that counts, with its place: the one under way, wherever it is, or a new one on a host that is free. */
export async function nextAttempt(options: NextOptions): Promise<Taken> {
  const { run, request, attempts, pool, patienceMs, signal } = options
  const last = await attempts.last()
  if (last !== undefined && last.closed === undefined) {
    const place = await pool.goOn(run, last.host)
    if (place !== undefined) return { attempt: last, place }
    // Its host is not one of ours any more: what runs there ends for want of us.
    await delay(patienceMs, undefined, { signal })
    const { offset, spent, seconds } = last
    await attempts.close(last.number, { lost: true, offset, spent, seconds })
    return nextAttempt(options)
  }
  const prefers = last === undefined ? request.continueHost : last.closed?.session === undefined ? undefined : last.host
  const place = await pool.place({ run, urgent: request.urgent, prefers }, signal)
  const number = (last?.number ?? 0) + 1
  try {
    const attempt = await attempts.begin(number, attemptAfter(last, place.host.name, request))
    if (attempt.host === place.host.name) return { attempt, place }
  } catch (thrown) {
    await place.leave(true)
    throw thrown
  }
  // Another orchestrator was first, with another host.
  await place.leave(true)
  return nextAttempt(options)
}

function attemptAfter(last: LastAttempt | undefined, host: string, request: AgentRequest): Attempt {
  const began_at = new Date().toISOString()
  const { continueSession } = request
  const newSession = { kind: 'new', id: randomUUID() } as const
  if (last?.closed === undefined) {
    const session = continueSession === undefined ? newSession : ({ kind: 'resume', id: continueSession } as const)
    return { host, session, goesOn: false, losses: 0, offset: 0, spent: NOTHING, seconds: 0, began_at }
  }
  const { session, lost, offset, spent, seconds } = last.closed
  const isKnown = session !== undefined && host === last.host
  return {
    host,
    session: isKnown ? { kind: 'resume', id: session } : newSession,
    goesOn: last.goesOn || offset > 0,
    losses: last.losses + (lost ? 1 : 0),
    ...{ offset, spent, seconds, began_at },
  }
}
