import { Failure } from '#contract'
import type { Call, Transport } from './transport.ts'

/** Exit codes of the wrapper. */
export const NOT_FOUND = 44
export const REFUSED = 45

/** Milliseconds within which a host has to answer; `stop` alone takes up to five seconds. */
const ANSWER_MS = 30_000

export interface VerbResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A promise's value, or the signal's reason as soon as that aborts; what becomes of the promise then is nobody's. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

export const unreachable = (host: string, what: string, cause?: unknown): Failure =>
  new Failure('AGENT_HOST_UNREACHABLE', `the agent host "${host}" ${what}`, { cause })

/** Gathers what a stream brings until its call has closed. */
function textOf(stream: Call['stdout']): () => string {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

/**
 * Calls a verb of the wrapper to its end.
 * @throws Failure AGENT_HOST_UNREACHABLE when its end was not seen, or the signal's reason
 */
export async function callVerb(
  host: string,
  transport: Transport,
  args: readonly string[],
  input: string | Buffer,
  signal: AbortSignal,
): Promise<VerbResult> {
  const limit = AbortSignal.timeout(ANSWER_MS)
  const either = AbortSignal.any([signal, limit])
  let call: Call | undefined
  try {
    call = await transport.call(args, either)
    const [stdout, stderr] = [textOf(call.stdout), textOf(call.stderr)]
    call.stdin.end(input)
    const code = await unlessAborted(call.closed, either)
    if (code === null) throw unreachable(host, 'was lost in the middle of a call')
    return { code, stdout: stdout(), stderr: stderr() }
  } catch (thrown) {
    signal.throwIfAborted()
    if (limit.aborted) throw unreachable(host, `has not answered within ${ANSWER_MS / 1_000} s`, thrown)
    throw thrown
  } finally {
    call?.abandon()
  }
}
