import type { ContainerInfo, NetworkInspectInfo } from 'dockerode'
import { Failure } from '#contract'
import type { Claim } from '../effect.ts'
import { unlessRefused, type Engine } from './engine.ts'
import { holdingsOf } from './inventory.ts'
import { covers, PROJECT_LABEL, tagIn } from './labels.ts'

// The engine's answers for what is stopped already, gone already, and being removed (or attached to) in this moment.
const NOT_RUNNING = 304
const NOT_FOUND = 404
const IN_PROGRESS = 409
const ATTACHED = 403

const ROUNDS = 20

/** Stops containers, all at once, each within its own grace period. */
export async function stopContainers(
  engine: Engine,
  containers: readonly ContainerInfo[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    containers.map(({ Id }) =>
      unlessRefused(
        [NOT_RUNNING, NOT_FOUND],
        engine.ask(signal, (docker, abortSignal) => docker.getContainer(Id).stop({ abortSignal })),
      ),
    ),
  )
}

/**
 * Removes what a claim covers of a stack, by its labels: no file is needed. It looks again until nothing is left, since
 * a request of an orchestrator that was killed may still be carried out.
 * @throws Failure STACK_FAILED when something stays, DOCKER_UNAVAILABLE
 */
export async function removeStack(
  engine: Engine,
  stack: string,
  claim: Claim,
  instance: string,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { containers, networks } = await holdingsOf(engine, stack, signal)
    const ours = containers.filter(({ Labels }) => covers(claim, tagIn(Labels, instance)))
    const oursToo = networks.filter(({ Labels }) => covers(claim, tagIn(Labels ?? {}, instance)))
    if (ours.length === 0 && oursToo.length === 0) return removeImages(engine, stack, claim, instance, signal)
    // A stop lets the application finish what it writes: its data goes to the archive.
    await stopContainers(
      engine,
      ours.filter(({ State }) => State === 'running' || State === 'restarting'),
      signal,
    )
    await Promise.all(ours.map((container) => removeContainer(engine, container, signal)))
    await Promise.all(oursToo.map((network) => removeNetwork(engine, network, signal)))
  }
  throw new Failure(
    'STACK_FAILED',
    `"${stack}" could not be removed: something of it was there again after ${ROUNDS} rounds`,
  )
}

async function removeContainer(engine: Engine, { Id }: ContainerInfo, signal: AbortSignal): Promise<void> {
  const removal = engine.ask(signal, async (docker, abortSignal) => {
    await docker.getContainer(Id).remove({ force: true, v: true, abortSignal })
    return 'removed'
  })
  if ((await unlessRefused([NOT_FOUND, IN_PROGRESS], removal)) === 'removed') return
  const wait = engine.ask(signal, (docker, abortSignal) =>
    docker.getContainer(Id).wait({ condition: 'removed', abortSignal }),
  )
  await unlessRefused([NOT_FOUND], wait)
}

async function removeNetwork(engine: Engine, { Id }: NetworkInspectInfo, signal: AbortSignal): Promise<void> {
  const removal = engine.ask(signal, (docker, abortSignal) => docker.getNetwork(Id).remove({ abortSignal }))
  await unlessRefused([NOT_FOUND, ATTACHED, IN_PROGRESS], removal)
}

/** Those that were built for the stack. */
async function removeImages(
  engine: Engine,
  stack: string,
  claim: Claim,
  instance: string,
  signal: AbortSignal,
): Promise<void> {
  const images = await engine.ask(signal, (docker, abortSignal) =>
    docker.listImages({ filters: { label: [`${PROJECT_LABEL}=${stack}`] }, abortSignal }),
  )
  const ours = images.filter(({ Labels }) => covers(claim, tagIn(Labels, instance)))
  for (const { Id } of ours) {
    const removal = engine.ask(signal, (docker) => docker.getImage(Id).remove({ force: true }))
    await unlessRefused([NOT_FOUND, IN_PROGRESS], removal)
  }
}
