import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '#contract'
import type { AgentHost, HostCommand, RunEnd, RunLimits, RunTag } from './hosts/port.ts'

/** Milliseconds before a connection is made again, doubled each time it fails. */
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000
/** Bytes that may wait to be taken in; then no more are read until they are. */
const BACKLOG = 4 * 1024 * 1024

export const isUnreachable = (thrown: unknown): thrown is Failure =>
  thrown instanceof Failure && thrown.code === 'AGENT_HOST_UNREACHABLE'

/** Processes on a host. */
export interface Processes {
  readonly id: string
  readonly command: HostCommand
  readonly limits: RunLimits
  readonly tag: RunTag
}

interface FollowOptions {
  /** Done before they are started. */
  readonly prepare: () => Promise<void>
  /** Takes what is printed, in order; what it returns is waited for before much more is read. */
  readonly take: (chunk: Buffer) => Promise<void>
  /** Whether what was taken says that they are to be stopped. */
  readonly isOver: () => boolean
  /** Milliseconds without the host after which the run has ended itself there. */
  readonly patienceMs: number
  readonly clock: () => number
  readonly onUnreachable: (failure: Failure) => void
  readonly signal: AbortSignal
}

/**
 * Starts processes unless they were, and follows them from their first byte to their end, over as many connections as it takes.
 * @returns undefined when the host could not be reached for so long that they must have ended there
 * @throws what `take` throws; the signal's reason: the processes are left alone then
 */
export async function followToEnd(
  host: AgentHost,
  { id, command, limits, tag }: Processes,
  { prepare, take, isOver, patienceMs, clock, onUnreachable, signal }: FollowOptions,
): Promise<RunEnd | undefined> {
  let isStopped = false
  const intake = createIntake(take, () => isOver() && !isStopped)
  let contact = clock()
  let wait = FIRST_WAIT_MS
  for (;;) {
    try {
      await prepare()
      await host.start(id, command, limits, tag, signal)
      contact = clock()
      wait = FIRST_WAIT_MS
      if (isOver() && !isStopped) {
        await host.stop(id, signal)
        isStopped = true
      }
      const read: Read = (offset, onData, reading) => host.follow(id, offset, onData, reading)
      // Up to its break a connection keeps the lease, whether or not anything is printed.
      const end = await intake.read(read, signal).finally(() => (contact = clock()))
      if (end !== undefined) return end
    } catch (thrown) {
      signal.throwIfAborted()
      if (!isUnreachable(thrown)) throw thrown
      onUnreachable(thrown)
      const left = contact + patienceMs - clock()
      if (left < 0) return undefined
      await delay(Math.min(wait, left + 1), undefined, { signal })
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    }
  }
}

type Read = (offset: number, onData: (chunk: Buffer) => void, signal: AbortSignal) => Promise<RunEnd>

/** Takes in what comes, one chunk after the other, and stops reading while too much waits. */
function createIntake(take: (chunk: Buffer) => Promise<void>, isEnough: () => boolean) {
  let received = 0
  let backlog = 0
  let last: Promise<void> = Promise.resolve()

  return {
    /** Reads from where it is on. @returns the end; undefined when it is to be read on from where it is now */
    async read(read: Read, signal: AbortSignal): Promise<RunEnd | undefined> {
      const enough = new AbortController()
      const add = (chunk: Buffer): void => {
        if (enough.signal.aborted) return
        received += chunk.length
        backlog += chunk.length
        last = last.then(async () => {
          if (signal.aborted) return
          await take(chunk)
          backlog -= chunk.length
          if (isEnough()) enough.abort()
        })
        last.catch((thrown: unknown) => enough.abort(thrown))
        if (backlog > BACKLOG) enough.abort()
      }
      try {
        return await read(received, add, AbortSignal.any([signal, enough.signal]))
      } catch (thrown) {
        signal.throwIfAborted()
        if (enough.signal.aborted) return undefined
        throw thrown
      } finally {
        await unlessAborted(last, signal)
      }
    },
  }
}

/** Waits for something, but not after an abort: whoever told us to stop does not wait for what is being taken in. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  if (signal.aborted) return
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
