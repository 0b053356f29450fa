import { Failure } from '#contract'
import { followCall } from './follow.ts'
import { payloadOf } from './payload.ts'
import type { HostCommand, HostOutput } from './port.ts'
import type { Transport } from './transport.ts'
import { REFUSED } from './verb.ts'

/** Seconds after which a host ends a command that nobody waits for any more. */
const LEASE_S = 15
/** Seconds by which the host's own limit is later than ours, which tells better what happened. */
const MARGIN_S = 10

export interface ExecContext {
  readonly name: string
  readonly instance: string
  readonly transport: Transport
}

/**
 * Runs a short command on a host to its end; see AgentHost.
 * @throws Failure AGENT_COMMAND_FAILED, AGENT_HOST_UNREACHABLE, or the signal's reason
 */
export async function execOn(
  { name, instance, transport }: ExecContext,
  command: HostCommand,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<HostOutput> {
  signal.throwIfAborted()
  const { sizes, data } = payloadOf(command, { owner: '', task: '' })
  const limitS = Math.ceil(timeoutMs / 1_000) + MARGIN_S
  const limit = AbortSignal.timeout(timeoutMs)
  const stdout: Buffer[] = []
  const failed = (what: string, cause?: unknown) =>
    new Failure('AGENT_COMMAND_FAILED', `${command.argv[0]} on the agent host "${name}" ${what}`, { cause })
  try {
    const { code, end, errors } = await followCall(
      transport,
      ['exec', instance, '-', ...sizes, `${limitS}`, `${LEASE_S}`],
      {
        host: name,
        input: data,
        offset: 0,
        onData: (chunk) => stdout.push(chunk),
        signal: AbortSignal.any([signal, limit]),
        waits: true,
      },
    )
    if (code === REFUSED) throw failed(`could not be started: ${errors.trim()}`)
    if (code !== 0 || end === undefined) throw failed(`was not run: ${errors.trim()}`)
    if (end.exitCode === null) throw failed(`was ended from outside (${end.reason})`)
    return { exitCode: end.exitCode, stdout: Buffer.concat(stdout).toString(), stderr: errors }
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown === limit.reason) throw failed(`took longer than ${timeoutMs} ms`, thrown)
    throw thrown
  }
}
