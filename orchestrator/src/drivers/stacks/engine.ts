import Docker from 'dockerode'
import { setTimeout as after } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '#contract'

/** Newest version of the engine's API that this code was written against. */
const NEWEST_API = '1.47'

/** A call to the engine that takes longer than this has lost its answer, in milliseconds. Its stops and removals end well within it. */
const ANSWER_TIMEOUT_MS = 60_000

/** Asks the Docker engine. The call gets its own signal to pass on; it is given up when that aborts, whatever the client does. */
export interface Engine {
  /** @throws Failure DOCKER_UNAVAILABLE when there is no (whole) answer, {@link EngineRefusal} when the engine says no, the signal's reason */
  ask<T>(signal: AbortSignal, call: (docker: Docker, abortSignal: AbortSignal) => Promise<T>): Promise<T>
  /** For the compose command line. Undefined: its own default. */
  readonly host: string | undefined
}

/** The engine understood the request and refused it, with this HTTP status. */
export class EngineRefusal extends Failure {
  readonly status: number

  constructor(status: number, message: string, cause: unknown) {
    super('STACK_FAILED', `the Docker engine refuses: ${message.trim()}`, { cause })
    this.status = status
  }
}

/** @param host as DOCKER_HOST: unix:///path or tcp://host:port. Undefined: the client's default. */
export function connectEngine(host: string | undefined): Engine {
  let negotiated: Promise<Docker> | undefined

  const negotiate = async (): Promise<Docker> => {
    const { ApiVersion } = await new Docker(addressOf(host)).version()
    return new Docker({ ...addressOf(host), version: `v${older(ApiVersion, NEWEST_API)}` })
  }

  const ask: Engine['ask'] = async (signal, call) => {
    signal.throwIfAborted()
    const settled = new AbortController()
    const bound = AbortSignal.any([signal, settled.signal])
    try {
      // The client leaves a promise open for ever when a connection ends inside an answer: hence the race.
      return await Promise.race([
        (negotiated ??= negotiate()).then((docker) => call(docker, bound)),
        after(ANSWER_TIMEOUT_MS, undefined, { signal: bound, ref: false }).then(() => {
          throw new Failure('DOCKER_UNAVAILABLE', `the Docker engine did not answer within ${ANSWER_TIMEOUT_MS} ms`)
        }),
      ])
    } catch (thrown) {
      signal.throwIfAborted()
      const error = errorOf(thrown)
      if (!(error instanceof EngineRefusal)) negotiated = undefined // another engine may answer next time
      throw error
    } finally {
      settled.abort()
    }
  }
  return { ask, host }
}

/** The result of a call, or undefined when the engine refuses it with one of these statuses. */
export async function unlessRefused<T>(statuses: readonly number[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (thrown) {
    if (thrown instanceof EngineRefusal && statuses.includes(thrown.status)) return undefined
    throw thrown
  }
}

function addressOf(host: string | undefined): Docker.DockerOptions {
  if (host === undefined) return {}
  const url = new URL(host)
  return url.protocol === 'unix:'
    ? { socketPath: url.pathname }
    : { host: url.hostname, port: url.port, protocol: 'http' }
}

function older(a: string, b: string): string {
  return a.localeCompare(b, 'en', { numeric: true }) < 0 ? a : b
}

const Refused = z.object({
  statusCode: z.number(),
  message: z.string(),
  json: z.object({ message: z.string() }).optional().catch(undefined),
})
const NotReached = z.object({ code: z.string() })

function errorOf(thrown: unknown): unknown {
  if (thrown instanceof Failure) return thrown
  const refused = Refused.safeParse(thrown)
  if (refused.success)
    return new EngineRefusal(refused.data.statusCode, refused.data.json?.message ?? refused.data.message, thrown)
  const notReached = NotReached.safeParse(thrown)
  if (!notReached.success) return thrown
  return new Failure('DOCKER_UNAVAILABLE', `the Docker engine could not be reached (${notReached.data.code})`, {
    cause: thrown,
  })
}
