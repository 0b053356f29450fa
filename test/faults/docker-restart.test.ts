/** The Docker engine stopped, or killed, and started again in the middle of provisions. Takes about a minute. */
import assert from 'node:assert/strict'
import { on } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import Docker from 'dockerode'
import { execa } from 'execa'
import { z } from 'zod'
import type { TaskRecord } from '#contract'
import { startDockerd } from '../../scripts/setup/engine/dockerd.ts'
import { enginePaths } from '../../scripts/setup/engine/paths.ts'
import { ensureSampleImage } from '../../scripts/setup/image.ts'
import { systemPath } from '../../scripts/setup/programs.ts'
import { assertActive, assertGone, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, sandbox, team, workspace } from '../support/tasks.ts'

const { signal } = new AbortController()

/** Bridges of networks, of whichever engine. */
async function bridges(): Promise<string[]> {
  const { stdout } = await execa('ip', ['-brief', 'link', 'show', 'type', 'bridge'], { env: { PATH: systemPath() } })
  return stdout.split('\n').flatMap((line) => /^br-[0-9a-f]+/.exec(line) ?? [])
}

/** What ran when its engine went away is started by that when it comes back, and answers once it is healthy. */
async function answersAgain(socketPath: string, { result }: TaskRecord): Promise<void> {
  const docker = new Docker({ socketPath })
  const listening = new AbortController()
  const filters = JSON.stringify({ event: ['health_status'] })
  const events = await docker.getEvents({ filters, abortSignal: listening.signal })
  events.on('error', () => undefined) // that it is not listened to any more
  const changes = on(events, 'data')
  for (const id of z.array(z.string()).parse(result?.['container_ids']))
    while ((await docker.getContainer(id).inspect()).State.Health?.Status !== 'healthy') await changes.next()
  await changes.return?.()
  listening.abort()
}

describe('a Docker engine that goes away and comes back', () => {
  const home = fresh('engine')
  const made = new AsyncDisposableStack()
  let folder: string
  let engine: Awaited<ReturnType<typeof startDockerd>>
  let slip: Installation

  before(async () => {
    const others = await bridges()
    // An engine that was killed leaves bridges that no engine knows; this test runs alone, so what is new is its own.
    made.defer(async () => {
      const own = (await bridges()).filter((name) => !others.includes(name))
      for (const name of own) await execa('ip', ['link', 'delete', name], { env: { PATH: systemPath() } })
    })
    folder = await mkdtemp(join(tmpdir(), 'slipway-engine-'))
    made.defer(() => rm(folder, { recursive: true }))
    engine = await startDockerd(enginePaths(folder), signal)
    made.defer(() => engine[Symbol.asyncDispose]())
    const dockerHost = `unix://${enginePaths(folder).socket}`
    slip = made.use(
      await install({
        dockerHost,
        appImage: await ensureSampleImage(dockerHost, signal),
        env: { NETWORK_POOL: '10.214.0.0/16' }, // Networks of two engines on one machine must not overlap.
      }),
    )
    await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(home))))
  })
  after(() => made.disposeAsync())

  const restart = async (): Promise<void> => {
    await engine[Symbol.asyncDispose]()
    engine = await startDockerd(enginePaths(folder), signal)
  }
  const ENDS: Readonly<Record<string, () => Promise<void>>> = {
    stopped: restart,
    killed: async () => {
      process.kill(engine.pid, 'SIGKILL')
      await engine.ended.catch(() => undefined)
      await restart()
    },
  }

  for (const [how, end] of Object.entries(ENDS))
    for (const moment of ['Creating the containers', 'Starting the containers'])
      it(`leaves provisions active or nothing of them: ${how} at "${moment}"`, async () => {
        const [apart, each] = [fresh('engine'), fresh('s')]
        const tasks = [
          { id: await slip.enqueue(team.provision(apart)), type: 'team', resource: apart } as const,
          { id: await slip.enqueue(sandbox.provision(home, each)), type: 'sandbox', resource: each } as const,
        ]
        await Promise.any(
          tasks.map(({ id }) =>
            slip.messages.until(() => slip.messages.of(id).find(({ message }) => message === moment), moment),
          ),
        )
        await end()
        for (const { id, type, resource } of tasks) {
          const record = await endOf(slip, id, 90_000)
          if (record.status === 'completed') {
            await answersAgain(enginePaths(folder).socket, record)
            await assertActive(slip, record)
          } else {
            assert.deepEqual(record.leftovers, [], record.error)
            // A network that an engine removes while it shuts down may be there again when it comes back.
            await slip.sweep()
            await assertGone(slip, type, resource.id)
          }
          assertToldOnce(slip, id)
        }
        await assertSwept(slip)
      })
})
