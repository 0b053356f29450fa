/** Backing up a running installation, losing everything, and going on from the copy: docs/operations.md#backup-and-restore. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import Docker from 'dockerode'
import { execa } from 'execa'
import { z } from 'zod'
import { type ResourceRecord } from '#contract'
import { ROOT } from '../../scripts/setup/environment.ts'
import { startRedis } from '../../scripts/setup/redis.ts'
import { startSlipway } from '../../scripts/setup/slipway.ts'
import { Messages } from '../support/messages.ts'
import { portalAt, type Portal } from '../support/portal.ts'
import { required } from '../support/services.ts'
import { fresh, sandbox, team, workspace, type TaskRequest } from '../support/tasks.ts'
import { clearEngine, instanceLabel, onEngine } from '../support/world.ts'

const { signal } = new AbortController()
const SweepReport = z.object({
  removed: z.array(z.unknown()),
  failed: z.array(z.unknown()),
  missing: z.array(z.unknown()),
})

interface Running extends AsyncDisposable {
  readonly portal: Portal
  readonly messages: Messages
  readonly stopOrchestrators: () => Promise<void>
  readonly sweep: () => Promise<z.infer<typeof SweepReport>>
}

let folder: string
const docker = new Docker({ socketPath: new URL(required('DOCKER_HOST')).pathname })
const instanceOf = async (): Promise<string> => (await readFile(join(folder, 'data/instance'), 'utf8')).trim()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-backup-'))
})
after(async () => {
  await clearEngine(docker, await instanceOf())
  await rm(folder, { recursive: true, maxRetries: 5 })
})

/** Slipway on the data root and the files of Redis in the folder. */
async function start(): Promise<Running> {
  await using started = new AsyncDisposableStack()
  const [dataDir, dockerHost, appImage] = [join(folder, 'data'), required('DOCKER_HOST'), required('APP_IMAGE')]
  const { url: redisUrl } = started.use(await startRedis({ dir: join(dataDir, 'redis'), signal }))
  const messages = started.use(await Messages.listen(redisUrl))
  const slipway = started.use(await startSlipway({ environment: { redisUrl, dockerHost, appImage }, dataDir, signal }))
  const held = started.move()
  return {
    portal: portalAt(slipway.url, slipway.token),
    messages,
    async stopOrchestrators() {
      for (const each of slipway.orchestrators) await each[Symbol.asyncDispose]()
    },
    async sweep() {
      const env = { REDIS_URL: redisUrl, DOCKER_HOST: dockerHost, APP_IMAGE: appImage, DATA_DIR: dataDir }
      const run = execa(process.execPath, [join(ROOT, 'orchestrator/src/sweep.ts'), '--json'], { env })
      return SweepReport.parse(JSON.parse((await run).stdout))
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

async function perform({ portal, messages }: Running, task: TaskRequest): Promise<string> {
  const id = await portal.enqueue(task)
  const { type, error } = await messages.ended(id)
  assert.equal(type, 'task.completed', error)
  return id
}

/** Asks the application of a resource for its health, where it says that it answers. */
async function answers({ metadata, slug }: ResourceRecord): Promise<void> {
  const { url } = z.object({ url: z.string() }).parse(metadata)
  assert.equal((await fetch(`${url}/health`)).status, 200, slug)
}

const bySlug = (resources: readonly ResourceRecord[]): ResourceRecord[] =>
  resources.toSorted((one, other) => one.slug.localeCompare(other.slug))

it('an installation of which everything was lost goes on from its backup, with what waited in it', async () => {
  const [crew, shop, one, two] = [fresh('team'), fresh('shop'), fresh('one'), fresh('two')]
  const backup = join(folder, 'backup.tar.gz')
  let standing: ResourceRecord[]
  let waiting: string
  {
    await using running = await start()
    await perform(running, team.provision(crew))
    await perform(running, workspace.provision(shop, crew))
    await perform(running, sandbox.provision(shop, one))
    standing = bySlug(await running.portal.resources())
    await running.stopOrchestrators()
    waiting = await running.portal.enqueue(sandbox.provision(shop, two)) // nobody takes it up any more
  }
  await execa('tar', ['--create', '--gzip', '--file', backup, '--directory', folder, 'data'])

  await clearEngine(docker, await instanceOf())
  await rm(join(folder, 'data'), { recursive: true })
  await execa('tar', ['--extract', '--gzip', '--file', backup, '--directory', folder])

  await using running = await start()
  assert.equal((await running.messages.ended(waiting)).type, 'task.completed')
  const restored = bySlug(await running.portal.resources())
  assert.equal(restored.length, standing.length + 1)
  for (const record of standing)
    assert.deepEqual(
      restored.find(({ id }) => id === record.id),
      record,
    )
  // Containers are in no backup: what the ledger has of them is missing until each is made again.
  assert.equal((await running.sweep()).missing.length, standing.length)
  await perform(running, team.provision(crew))
  await perform(running, workspace.provision(shop, crew))
  await perform(running, sandbox.provision(shop, one))

  for (const record of await running.portal.resources()) await answers(record)
  assert.deepEqual(await running.sweep(), { removed: [], failed: [], missing: [] })
  assert.equal((await onEngine(docker, instanceLabel(await instanceOf()))).length, 2 * (standing.length + 1))
  await perform(running, team.delete(crew))
  assert.deepEqual(await onEngine(docker, instanceLabel(await instanceOf())), [])
})
