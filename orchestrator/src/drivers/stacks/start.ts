import { setTimeout as delay } from 'node:timers/promises'
import type { ContainerInfo } from 'dockerode'
import { Failure } from '#contract'
import { diagnose, type Diagnosis } from './diagnosis.ts'
import { EngineRefusal, unlessRefused, type Engine } from './engine.ts'
import { watchStack, type ContainerEvent } from './events.ts'
import { containersOf } from './inventory.ts'
import { SERVICE_LABEL } from './labels.ts'
import { startOrder } from './order.ts'
import type { StackState } from './port.ts'

const ALREADY_STARTED = 304
/** Exit codes of what a signal ended are greater. */
const BY_SIGNAL = 128
/** Milliseconds within which the engine has told of a signal that ended a container. */
const SIGNAL_TOLD_MS = 1_000

/**
 * Starts the containers of a stack and waits until all are healthy, by the engine's events.
 * @param timeoutMs for all of it
 * @throws Failure STACK_EXITED, STACK_UNHEALTHY, STACK_PORT_TAKEN, STACK_FAILED, DOCKER_UNAVAILABLE
 */
export async function startContainers(
  engine: Engine,
  stack: string,
  containers: readonly ContainerInfo[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<StackState> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const done = new AbortController()
  const bound = AbortSignal.any([signal, timeout, done.signal])
  const diagnosis = diagnose(engine, stack, signal)
  const waiting = new Map(containers.map((container) => [container.Id, container]))
  try {
    // First listen, then start, then look: nothing can happen unseen.
    const events = await watchStack(engine, stack, bound)
    for (const wave of startOrder(containers)) {
      await Promise.all(wave.map((container) => startContainer(engine, container, diagnosis, bound)))
      await Promise.all(wave.map((container) => look(engine, container, waiting, diagnosis, bound)))
      await untilHealthy(events, wave, waiting, diagnosis)
    }
    return stateOf(await containersOf(engine, stack, bound))
  } catch (thrown) {
    signal.throwIfAborted()
    const [late] = waiting.values()
    if (timeout.aborted && late !== undefined)
      throw await diagnosis.unhealthy(late, `was not healthy within ${timeoutMs} ms`)
    throw thrown
  } finally {
    done.abort()
  }
}

async function startContainer(
  engine: Engine,
  container: ContainerInfo,
  diagnosis: Diagnosis,
  signal: AbortSignal,
): Promise<void> {
  try {
    const start = engine.ask(signal, (docker, abortSignal) => docker.getContainer(container.Id).start({ abortSignal }))
    await unlessRefused([ALREADY_STARTED], start)
  } catch (thrown) {
    throw thrown instanceof EngineRefusal ? await diagnosis.refused(container, thrown) : thrown
  }
}

/** How a container is now: it may have run before. That it has ended since, and who ended it, its events tell. */
async function look(
  engine: Engine,
  container: ContainerInfo,
  waiting: Map<string, ContainerInfo>,
  diagnosis: Diagnosis,
  signal: AbortSignal,
) {
  const { State } = await engine.ask(signal, (docker, abortSignal) =>
    docker.getContainer(container.Id).inspect({ abortSignal }),
  )
  // One that waits for its restart counts as running, and as unhealthy, for the engine.
  if (!State.Running || State.Restarting) return
  if (State.Health?.Status === 'healthy') waiting.delete(container.Id)
  if (State.Health?.Status === 'unhealthy') throw await diagnosis.unhealthy(container, 'is unhealthy')
}

async function untilHealthy(
  events: AsyncGenerator<ContainerEvent, never>,
  wave: readonly ContainerInfo[],
  waiting: Map<string, ContainerInfo>,
  diagnosis: Diagnosis,
) {
  const signalled = new Set<string>()
  while (wave.some(({ Id }) => waiting.has(Id))) {
    const { value: event } = await events.next()
    const container = waiting.get(event.id)
    if (container === undefined) continue
    switch (event.kind) {
      case 'healthy':
        waiting.delete(event.id)
        break
      case 'unhealthy':
        throw await diagnosis.unhealthy(container, 'never passed its health check')
      case 'signalled':
        signalled.add(event.id)
        break
      case 'died':
        // An engine that shuts down stops it as well: that tells nothing against the service, and may work later.
        if (signalled.has(event.id) || (event.exitCode > BY_SIGNAL && (await isSignalled(events, event.id))))
          throw new Failure('STACK_FAILED', `container ${event.id} was stopped from outside while it started`)
        throw await diagnosis.exited(container, event.exitCode)
      case 'destroyed':
        throw new Failure('STACK_FAILED', `container ${event.id} was removed while it started`)
    }
  }
}

/** The engine tells of a signal once it has sent it, and so perhaps after the end that it brought. */
async function isSignalled(events: AsyncGenerator<ContainerEvent, never>, id: string): Promise<boolean> {
  const never = delay(SIGNAL_TOLD_MS, undefined, { ref: false })
  for (;;) {
    const next = await Promise.race([events.next(), never])
    if (next === undefined) return false
    if (next.value.kind === 'signalled' && next.value.id === id) return true
  }
}

/** Where a port that is published on an address answers on the Docker host itself. Others are not for it. */
const LOOPBACK: Readonly<Record<string, string>> = {
  '127.0.0.1': '127.0.0.1',
  '0.0.0.0': '127.0.0.1',
  '::1': '[::1]',
  '::': '[::1]',
}

/** Services in the order of their names. */
function stateOf(containers: readonly ContainerInfo[]): StackState {
  const service = ({ Labels }: ContainerInfo): string => Labels[SERVICE_LABEL] ?? ''
  const ordered = containers.toSorted((a, b) => service(a).localeCompare(service(b), 'en'))
  // The engine leaves address and public port out of a port that is not published.
  const [url] = ordered.flatMap(({ Ports }) =>
    Ports.flatMap(({ IP, PublicPort }) => (LOOPBACK[IP] === undefined ? [] : [`http://${LOOPBACK[IP]}:${PublicPort}`])),
  )
  return { container_ids: ordered.map(({ Id }) => Id), url }
}
