import { z } from 'zod'
import type { RunEnd } from './port.ts'
import type { Call, Transport } from './transport.ts'
import { unlessAborted, unreachable } from './verb.ts'

/** How often a host hears that somebody is there, which keeps the lease of the run and has its supervisor looked at. */
const HEARTBEAT_MS = 1_000
/** Output that an end tells of is there already: when nothing comes for so long, it never will. */
const STALL_MS = 20_000

const End = z
  .tuple([
    z.enum(['exited', 'timeout', 'lease', 'stopped', 'lost']),
    z.union([z.literal('-').transform(() => null), z.coerce.number().int()]),
    z.coerce.number().int(),
  ])
  .transform(([reason, exitCode, bytes]) => ({ reason, exitCode, bytes }))
type End = z.infer<typeof End>

// A supervisor and somebody who found it dead may both have written: the first one counts.
const END_LINES = /^end (\S+) (\S+) (\S+)\n(?:end .*\n)*/

export interface Following {
  readonly host: string
  /** Goes to the wrapper before the first sign of life. */
  readonly input: string | Buffer
  readonly offset: number
  readonly onData: (chunk: Buffer) => void
  readonly signal: AbortSignal
  /** Whether an abort is thrown only after the wrapper has cleared up. */
  readonly waits: boolean
}

export interface Followed {
  /** The wrapper's exit code. */
  readonly code: number
  /** undefined when the wrapper gave up before there was an end. */
  readonly end: RunEnd | undefined
  /** What came on standard error, but for the end. */
  readonly errors: string
}

/**
 * Calls a verb of the wrapper that prints a run's output as it comes, and its end to standard error; keeps the run's lease.
 * @throws Failure AGENT_HOST_UNREACHABLE when the connection broke before the last byte was there; the signal's reason, and
 * what `onData` throws
 */
export async function followCall(
  transport: Transport,
  args: readonly string[],
  following: Following,
): Promise<Followed> {
  const { host, signal, waits } = following
  const call = await transport.call(args, signal)
  const watched = watch(call, following)
  try {
    const code = await unlessAborted(watched.closed, signal)
    if (code === null) throw unreachable(host, 'was lost while a run was followed')
    return { code, ...watched.result() }
  } catch (thrown) {
    watched.leave()
    if (waits) await call.closed
    throw thrown
  } finally {
    watched.leave()
    call.abandon()
  }
}

function watch(call: Call, { input, offset, onData }: Following) {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const errors: Buffer[] = []
  let position = offset
  let end: End | undefined
  let stall: NodeJS.Timeout | undefined
  let left = false

  const beat = setInterval(() => call.stdin.write('\n'), HEARTBEAT_MS)
  const leave = () => {
    clearInterval(beat)
    left = true
    if (!call.stdin.writableEnded) call.stdin.end()
  }
  const received = (take: (chunk: Buffer) => void) => (chunk: Buffer) => {
    try {
      take(chunk)
    } catch (thrown) {
      reject(thrown)
    }
    if (end === undefined) return
    stall ??= setTimeout(() => call.abandon(), STALL_MS)
    stall.refresh()
    if (position >= end.bytes) leave()
  }
  call.stdout.on(
    'data',
    received((chunk) => {
      position += chunk.length
      // Whoever was told of a failure goes on somewhere else from what was there by then.
      if (!left) onData(chunk)
    }),
  )
  call.stderr.on(
    'data',
    received((chunk) => {
      errors.push(chunk)
      const parts = end === undefined ? END_LINES.exec(Buffer.concat(errors).toString())?.slice(1) : undefined
      if (parts !== undefined) end = End.parse(parts)
    }),
  )
  call.stdin.write(input)
  call.stdin.write('\n')
  return {
    closed: Promise.race([call.closed, failed]).finally(() => clearTimeout(stall)),
    leave,
    result() {
      const text = Buffer.concat(errors).toString().replace(END_LINES, '')
      return { end: end && { ...end, errors: text }, errors: text }
    },
  }
}
