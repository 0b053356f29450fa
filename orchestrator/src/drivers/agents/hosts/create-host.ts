import { z } from 'zod'
import { Failure } from '#contract'
import { execOn } from './exec.ts'
import { followCall } from './follow.ts'
import { createLocalTransport } from './local-transport.ts'
import { payloadOf } from './payload.ts'
import type { AgentHost, RunEnd, RunFound } from './port.ts'
import { probeHost } from './probe.ts'
import type { SshOptions } from './ssh/options.ts'
import { createSshTransport } from './ssh/transport.ts'
import { callVerb, NOT_FOUND, type VerbResult } from './verb.ts'

export type HostPlace =
  /** This machine. @param env all that programs find in their environment there, such as HOME and PATH */
  { readonly kind: 'local'; readonly env: Readonly<Record<string, string>> } | ({ readonly kind: 'ssh' } & SshOptions)

export interface HostOptions {
  readonly name: string
  /** Id of the installation: runs of others on the same host are not its own. */
  readonly instance: string
  /** The data root, at the same path on the host. */
  readonly dataDir: string
  /** What has to be there for runs: names, absolute paths, or paths that begin with `~/`. */
  readonly programs: readonly string[]
}

/** A host whose connections are open until it is closed; what runs there goes on. */
export interface OpenHost extends AgentHost {
  close(): void
}

const ID = z.string().regex(/^[\w-]{1,100}$/, 'is no id of a run: letters, digits, "-" and "_"')
const Tag = z.object({ owner: z.string(), task: z.string() })
const seconds = (count: number) => `${Math.max(1, Math.ceil(count))}`

/** A host on which agents run. It is connected to when it is used. */
export function createHost(place: HostPlace, options: HostOptions): OpenHost {
  const { name, instance } = options
  ID.parse(instance)
  const transport = place.kind === 'local' ? createLocalTransport(place.env) : createSshTransport(name, place)
  const context = { ...options, transport }

  const failed = (what: string, { code, stderr }: VerbResult) =>
    new Failure(
      'AGENT_COMMAND_FAILED',
      `the agent host "${name}" could not ${what}: ${stderr.trim() || `exit code ${code}`}`,
    )
  const call = async (what: string, args: readonly string[], input: string | Buffer, signal: AbortSignal) => {
    const result = await callVerb(name, transport, args, input, signal)
    if (result.code !== 0) throw failed(what, result)
    return result
  }

  return {
    name,
    probe: (signal) => probeHost(context, signal),
    async start(id, command, { timeoutS, leaseS }, tag, signal) {
      const { sizes, data } = payloadOf(command, tag)
      const args = ['start', instance, ID.parse(id), ...sizes, seconds(timeoutS), seconds(leaseS)]
      await call(`start run ${id}`, args, data, signal)
    },
    async follow(id, offset, onData, signal): Promise<RunEnd> {
      const args = ['follow', instance, ID.parse(id), `${offset}`]
      const following = { host: name, input: '', offset, onData, signal, waits: false }
      const { code, end, errors } = await followCall(transport, args, following)
      if (code === NOT_FOUND)
        throw new Failure('RESOURCE_NOT_FOUND', `there is no run ${id} on the agent host "${name}"`)
      if (code !== 0 || end === undefined) throw failed(`follow run ${id}`, { code, stdout: '', stderr: errors })
      return end
    },
    async stop(id, signal) {
      await call(`stop run ${id}`, ['stop', instance, ID.parse(id)], '', signal)
    },
    async remove(id, signal) {
      await call(`remove run ${id}`, ['remove', instance, ID.parse(id)], '', signal)
    },
    async list(signal) {
      const { stdout } = await call('list its runs', ['list', instance, '-'], '', signal)
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map(runOf)
    },
    exec: (command, execOptions) => execOn(context, command, execOptions),
    close: () => transport.close(),
  }
}

/** `<id> <ended|open> <tag>` */
function runOf(line: string): RunFound {
  const [id = '', state = '', ...tag] = line.split(' ')
  return { id, ended: state === 'ended', ...Tag.parse(JSON.parse(tag.join(' '))) }
}
