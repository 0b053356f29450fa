import { devNull } from 'node:os'
import { Failure } from '#contract'
import { exec } from '../../process/exec.ts'

// A repository's contents and configuration come from others: nothing in them may run a program or reach a network.
// Locks that a killed git left behind are waited for only as long as a living one could hold them (refs.ts clears them).
const SETTINGS = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  // Of repositories whose objects are borrowed nobody asks for their references: that would run git by their configuration.
  'core.alternateRefsCommand': 'true',
  'core.filesRefLockTimeout': '1000',
  'core.packedRefsTimeout': '1000',
  'gc.auto': '0',
  // Nobody is asked for credentials, none are looked up, and none follow a redirect to another host.
  'credential.helper': '',
  'http.followRedirects': 'false',
  // A server that falls silent is given up.
  'http.lowSpeedLimit': '1',
  'http.lowSpeedTime': '30',
}

const ARGUMENTS = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])

const SLIPWAY = { NAME: 'Slipway', EMAIL: 'slipway@localhost' }

// What `git rev-parse --local-env-vars` lists is taken out: it would make git work on another repository than the one named.
const ENVIRONMENT = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_NAMESPACE: undefined,
  GIT_CONFIG: undefined,
  GIT_CONFIG_PARAMETERS: undefined,
  GIT_CONFIG_COUNT: undefined,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  // A repository can name a remote of which git fetches whatever object it lacks, through any program. The first of these is
  // stronger than any configuration; the second keeps git from trying where it may speak to something.
  GIT_ALLOW_PROTOCOL: '',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: undefined,
  SSH_ASKPASS: undefined,
  // These would write what is sent into the output, and so into errors.
  GIT_TRACE: undefined,
  GIT_TRACE_CURL: undefined,
  GIT_TRACE_PACKET: undefined,
  GIT_CURL_VERBOSE: undefined,
  LC_ALL: 'C',
  GIT_AUTHOR_NAME: SLIPWAY.NAME,
  GIT_AUTHOR_EMAIL: SLIPWAY.EMAIL,
  GIT_COMMITTER_NAME: SLIPWAY.NAME,
  GIT_COMMITTER_EMAIL: SLIPWAY.EMAIL,
}

/** A server that git speaks to. */
export interface Remote {
  /** Scheme, host and port. Only what goes there carries the header. */
  readonly origin: string
  /** Value of the Authorization header. It is in the environment of git alone: not in its arguments, nor in any file. */
  readonly authorization: string
}

interface GitOptions {
  readonly signal: AbortSignal
  /** All that may be spoken to: a server, or other repositories on this machine. @default nothing */
  readonly remote?: Remote | 'file'
  /** @default that of exec */
  readonly timeoutMs?: number
  /** Directory whose objects can be read besides the repository's own. */
  readonly alternateObjects?: string
  /** Directory that objects are read from and written to, instead of the repository's own. */
  readonly objects?: string
  /** File that is used as the index. */
  readonly index?: string
  /** Given to git on standard input, which is otherwise empty. */
  readonly input?: string
}

/**
 * Runs git without the configuration of the user and the machine, and answers with its output.
 * @throws Failure FORGE_FAILED with the command's failure as its cause; TIMEOUT, COMMAND_MISSING, the signal's reason
 */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const { signal, alternateObjects, objects, index, input, remote, timeoutMs } = options
  try {
    const env = {
      ...{ ...ENVIRONMENT, ...environmentFor(remote) },
      GIT_ALTERNATE_OBJECT_DIRECTORIES: alternateObjects,
      GIT_OBJECT_DIRECTORY: objects,
      GIT_INDEX_FILE: index,
    }
    const limit = timeoutMs === undefined ? {} : { timeoutMs }
    const { stdout } = await exec('git', [...ARGUMENTS, ...args], { signal, env, input: input ?? '', ...limit })
    return stdout
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'COMMAND_FAILED') {
      throw new Failure('FORGE_FAILED', thrown.message, { cause: thrown })
    }
    throw thrown
  }
}

// What GIT_CONFIG_… names counts like -c, and is seen by git and its own child processes only.
function environmentFor(remote: Remote | 'file' | undefined): Record<string, string> {
  if (remote === undefined) return {}
  if (remote === 'file') return { GIT_ALLOW_PROTOCOL: 'file' }
  return {
    GIT_ALLOW_PROTOCOL: new URL(remote.origin).protocol.slice(0, -1),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${remote.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${remote.authorization}`,
  }
}
