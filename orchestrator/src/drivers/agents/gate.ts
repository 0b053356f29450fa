import { Failure, withoutCredentials, type GateResult } from '#contract'
import { putBack } from './aside.ts'
import { followToEnd } from './follow.ts'
import type { AgentHost } from './hosts/port.ts'
import type { RunEnvironment } from './run-agent.ts'
import type { RunFolder } from './run-folder.ts'

/** Id of the processes of a run's gate: a run has one at a time. */
export const gateOf = (run: string): string => `${run}-gate`

const LAST_LINES = 40
const LAST_BYTES = 4 * 1024

// The program's own output and its errors, in their order. Nothing of the command becomes part of the script.
const BOTH_OUTPUTS = ['sh', '-c', 'exec "$@" 2>&1', 'sh'] as const

/** Runs a command in the tree of a run to its end, as the agent's user. See `Agents.gate`. */
export async function runGate(
  env: RunEnvironment,
  folder: RunFolder,
  host: AgentHost,
  argv: readonly [string, ...string[]],
  timeoutS: number,
  signal: AbortSignal,
): Promise<GateResult> {
  const id = gateOf(folder.run)
  // One that an orchestrator has left behind checked something else.
  await host.remove(id, signal)
  const began = env.clock()
  let tail = Buffer.alloc(0)
  const command = { argv: [...BOTH_OUTPUTS, ...argv] as const, cwd: folder.tree, env: {}, stdin: '' }
  const limits = { timeoutS, leaseS: env.leaseS }
  const end = await followToEnd(
    host,
    { id, command, limits, tag: folder.tag },
    {
      prepare: () => putBack(folder, host, signal),
      isOver: () => false,
      take: (chunk) => {
        tail = Buffer.concat([tail, chunk]).subarray(-LAST_BYTES)
        return Promise.resolve()
      },
      patienceMs: env.patienceMs,
      clock: env.clock,
      onUnreachable: (failure) => env.health.failed(host.name, failure),
      signal,
    },
  )
  const duration = (env.clock() - began) / 1_000
  if (end === undefined) throw new Failure('AGENT_HOST_UNREACHABLE', `${host.name} was lost while a gate ran there`)
  await host.remove(id, signal)
  return {
    command: argv.join(' '),
    exit_code: end.reason === 'exited' ? end.exitCode : null,
    duration_s: Math.round(duration * 10) / 10,
    output: withoutCredentials(lastLines(tail.length > 0 ? tail : Buffer.from(end.errors))),
  }
}

function lastLines(tail: Buffer): string {
  // A character that was cut in the middle is left out.
  const from = tail.findIndex((byte) => (byte & 0xc0) !== 0x80)
  const text = tail.subarray(Math.max(0, from)).toString('utf8').trimEnd()
  return text.split('\n').slice(-LAST_LINES).join('\n')
}
