import { z } from 'zod'
import { Failure } from '#contract'
import type { Engine } from './engine.ts'
import { PROJECT_LABEL } from './labels.ts'

/** Something that happened to a container of a stack. */
export type ContainerEvent =
  /** `signalled`: somebody stops it, the engine itself when it shuts down; one that ends by itself is not. */
  | { readonly kind: 'healthy' | 'unhealthy' | 'destroyed' | 'signalled'; readonly id: string }
  | { readonly kind: 'died'; readonly id: string; readonly exitCode: number }

// The engine's wire form (docs.docker.com/engine/api: /events).
const WireEvent = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.object({ exitCode: z.coerce.number().catch(-1) }) }),
})

const KINDS: Readonly<Record<string, Exclude<ContainerEvent['kind'], 'died'>>> = {
  'health_status: healthy': 'healthy',
  'health_status: unhealthy': 'unhealthy',
  destroy: 'destroyed',
  kill: 'signalled',
}

/**
 * What happens to a stack's containers from now on; ends only with an error.
 * @throws Failure DOCKER_UNAVAILABLE when the stream ends: the engine is gone. The signal's reason when it aborts.
 */
export async function watchStack(
  engine: Engine,
  stack: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<ContainerEvent, never>> {
  const filters = {
    type: ['container'],
    event: ['health_status', 'die', 'destroy', 'kill'],
    label: [`${PROJECT_LABEL}=${stack}`],
  }
  // The stream outlives the call, so it gets the caller's signal and not the call's own.
  const stream = await engine.ask(signal, (docker) =>
    docker.getEvents({ filters: JSON.stringify(filters), abortSignal: signal }),
  )
  return eventsIn(stream, stack, signal)
}

async function* eventsIn(
  stream: NodeJS.ReadableStream,
  stack: string,
  signal: AbortSignal,
): AsyncGenerator<ContainerEvent, never> {
  let cause: unknown
  try {
    for await (const line of linesOf(stream)) {
      const event = eventOf(line)
      if (event !== undefined) yield event
    }
  } catch (thrown) {
    cause = thrown
  }
  signal.throwIfAborted()
  throw new Failure('DOCKER_UNAVAILABLE', `the Docker engine stopped telling about "${stack}"`, { cause })
}

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function eventOf(line: string): ContainerEvent | undefined {
  const { Action, Actor } = WireEvent.parse(JSON.parse(line))
  if (Action === 'die') return { kind: 'died', id: Actor.ID, exitCode: Actor.Attributes.exitCode }
  const kind = KINDS[Action]
  return kind === undefined ? undefined : { kind, id: Actor.ID }
}
