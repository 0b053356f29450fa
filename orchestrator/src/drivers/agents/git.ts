import { devNull } from 'node:os'
import { Failure } from '#contract'
import { exec, ExecError } from '../../process/exec.ts'
import type { AgentHost, HostOutput } from './hosts/port.ts'

// What an agent had its hands on is read as data: nothing in it may run a program or reach a network.
const SETTINGS = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'diff.ignoreSubmodules': 'all',
  'submodule.recurse': 'false',
  'core.filesRefLockTimeout': '1000',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'commit.gpgSign': 'false',
}
const ARGUMENTS = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])

const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // Stronger than any configuration. A repository can name a remote of which git fetches what it lacks, by any program.
  GIT_ALLOW_PROTOCOL: '',
  LC_ALL: 'C',
}

// These would make git work on another repository than the one named, or write what it does into its output.
const TAKEN_OUT = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'],
  ...['GIT_COMMON_DIR', 'GIT_NAMESPACE', 'GIT_CONFIG', 'GIT_CONFIG_PARAMETERS', 'GIT_CONFIG_COUNT', 'GIT_TRACE'],
]

/** Minutes are for repositories of many gigabytes. */
const TIMEOUT_MS = 5 * 60_000

interface GitOptions {
  readonly signal: AbortSignal
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Exit codes besides 0 that are answers. */
  readonly answers?: readonly number[]
}

interface Answer {
  readonly exitCode: number
  readonly stdout: string
}

/**
 * Runs git as the orchestrator. Only for repositories that no agent can write to: objects of others are borrowed.
 * @throws Failure AGENT_COMMAND_FAILED; TIMEOUT, COMMAND_MISSING, the signal's reason
 */
export async function ownGit(args: readonly string[], options: GitOptions): Promise<Answer> {
  const { signal, input, answers = [] } = options
  const taken = Object.fromEntries(TAKEN_OUT.map((name) => [name, undefined]))
  const env = { ...taken, ...ENVIRONMENT, ...options.env }
  try {
    const given = { signal, env, timeoutMs: TIMEOUT_MS, ...(input === undefined ? {} : { input }) }
    return { exitCode: 0, stdout: (await exec('git', [...ARGUMENTS, ...args], given)).stdout }
  } catch (thrown) {
    if (!(thrown instanceof Failure && thrown.cause instanceof ExecError)) throw thrown
    const { exitCode, stdout } = thrown.cause
    if (exitCode !== undefined && answers.includes(exitCode)) return { exitCode, stdout }
    throw new Failure('AGENT_COMMAND_FAILED', thrown.message, { cause: thrown })
  }
}

/**
 * Runs git on a host, as the user whose agents run there.
 * @param cwd absolute path on the host
 * @throws Failure AGENT_COMMAND_FAILED, AGENT_HOST_UNREACHABLE; the signal's reason
 */
export async function hostGit(
  host: AgentHost,
  cwd: string,
  args: readonly string[],
  options: GitOptions,
): Promise<HostOutput> {
  const { signal, answers = [] } = options
  const without = TAKEN_OUT.filter((name) => options.env?.[name] === undefined).flatMap((name) => ['-u', name])
  const env = { ...ENVIRONMENT, ...options.env }
  const output = await host.exec(
    { argv: ['env', ...without, 'git', ...ARGUMENTS, ...args], cwd, env, stdin: options.input ?? '' },
    { timeoutMs: TIMEOUT_MS, signal },
  )
  if (output.exitCode === 0 || answers.includes(output.exitCode)) return output
  const said = output.stderr.trim() || output.stdout.trim() || 'no output'
  const text = `"git ${args.join(' ')}" on ${host.name} exited with ${output.exitCode}: ${said}`
  throw new Failure('AGENT_COMMAND_FAILED', text, { class: 'permanent' })
}

const OBJECT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/** The id of an object out of what git printed; undefined when it is none. */
export const objectIn = (stdout: string): string | undefined => (OBJECT.test(stdout.trim()) ? stdout.trim() : undefined)

/** As objectIn. @throws Failure AGENT_COMMAND_FAILED (permanent) */
export function requireObject(stdout: string): string {
  const object = objectIn(stdout)
  if (object !== undefined) return object
  throw new Failure('AGENT_COMMAND_FAILED', 'git printed no id of an object', { class: 'permanent' })
}
