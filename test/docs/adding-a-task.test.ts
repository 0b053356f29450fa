import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { Redis } from 'ioredis'
import {
  databaseOf,
  directoryOf,
  EVENT_STREAM,
  inventoryKey,
  ownerKey,
  rawListOf,
  SLUG_INDEX,
  slugNode,
  StatusMessage,
  statusChannel,
  taskKey,
  TaskEnvelope,
  type ResourceRecord,
} from '#contract'
import { createTinyDb } from '../../orchestrator/src/drivers/databases/tinydb.ts'
import { createLocalDirectories } from '../../orchestrator/src/drivers/directories/local.ts'
import { ledgerKey } from '../../orchestrator/src/redis/keys.ts'
import { ROOT } from '../../scripts/setup/environment.ts'
import { startRedis } from '../../scripts/setup/redis.ts'
import { startService } from '../../scripts/setup/service.ts'
import { follow, touchesIn } from './guide.ts'

// Takes 10 to 20 s on two cores, nearly all of it the compiler's, which runs twice.

const NEVER = new AbortController().signal
const TEAM = { id: 'team-1', slug: 'acme' }
const OWNER = ownerKey('team', TEAM.id)
const SNAPSHOT = 'teams/acme/snapshot-before-upgrade/db.json'

const guide = await readFile(join(ROOT, 'docs/adding-a-task.md'), 'utf8')
const example = TaskEnvelope.parse(JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? ''))

const held = new AsyncDisposableStack()
after(() => held.disposeAsync())

const folder = await mkdtemp(join(tmpdir(), 'slipway-guide-'))
held.defer(() => rm(folder, { recursive: true }))
const project = join(folder, 'project')
const dataDir = join(folder, 'data')

/** The project's sources, with what they need to be compiled and run. */
async function copyProject(): Promise<void> {
  for (const part of ['contract', 'settings', 'telemetry', 'orchestrator/src', 'package.json', 'tsconfig.json']) {
    await cp(join(ROOT, part), join(project, part), { recursive: true })
  }
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'))
  const include = ['orchestrator/src/main.ts', 'orchestrator/src/**/*.d.ts', 'contract/src/**/*.ts']
  await writeFile(join(project, 'tsconfig.guide.json'), JSON.stringify({ extends: './tsconfig.json', include }))
}

/** What the compiler has to say of the copy; nothing if it compiles. */
async function compile(): Promise<string> {
  const tsc = [
    join(ROOT, 'node_modules/.bin/tsc'),
    '--project',
    'tsconfig.guide.json',
    '--pretty',
    'false',
    '--incremental',
    '--tsBuildInfoFile',
    'guide.tsbuildinfo',
  ]
  return (await execa(process.execPath, tsc, { cwd: project, reject: false })).stdout
}

describe('docs/adding-a-task.md', () => {
  const touches = touchesIn(guide)

  before(copyProject)

  it('compiles only with a definition for the contract, in three touches', async () => {
    const isTest = ({ path }: { path: string }): boolean => path.endsWith('.test.ts')
    const [registry, others] = [touches.filter(isRegistry), touches.filter((touch) => !isRegistry(touch))]
    assert.deepEqual(
      [...new Set(touches.filter((touch) => !isTest(touch)).map(({ path }) => path))],
      [
        'contract/src/tasks/team.ts',
        'contract/src/tasks/index.ts',
        'orchestrator/src/tasks/team-snapshot.ts',
        'orchestrator/src/tasks/registry.ts',
      ],
    )
    for (const touch of others) await follow(project, touch)
    assert.match(await compile(), /registry\.ts.* TS2741: /, 'a missing handler is a compile error')
    for (const touch of registry) await follow(project, touch)
    assert.equal(await compile(), '')
  })

  it('has cases for the payload that hold', async () => {
    const args = ['--test', '--test-reporter=tap', 'contract/src/tasks/payloads.test.ts']
    // Inside a test the runner runs nothing, unless it does not know.
    const env = { NODE_TEST_CONTEXT: undefined }
    const { stdout, exitCode } = await execa(process.execPath, args, { cwd: project, env, reject: false })
    const failed = stdout.split('\n').filter((line) => /^ *(?:not ok|error:)/.test(line))
    assert.deepEqual({ exitCode, failed }, { exitCode: 0, failed: [] })
    assert.match(stdout, /^ok \d+ - The payload of team\.snapshot$/m)
  })

  describe('its task', () => {
    let redis: Redis
    before(async () => {
      await mkdir(dataDir)
      const server = held.use(await startRedis({ dir: join(folder, 'redis'), signal: NEVER }))
      redis = new Redis(server.url, { maxRetriesPerRequest: null })
      held.defer(() => redis.disconnect())
      await standTeam(redis)
      const env = { REDIS_URL: server.url, DATA_DIR: dataDir, APP_IMAGE: 'none', DOCKER_HOST: 'unix:///nonexistent' }
      const main = join(project, 'orchestrator/src/main.ts')
      const log: string[] = []
      held.use(
        await startService({
          ...{ name: 'orchestrator', main, env, upWhen: 'ready', signal: NEVER },
          onLine: (line) => void log.push(line),
        }),
      )
    })

    it('runs: the effect, the ledger, the status', async () => {
      const status = await perform(redis, example)
      assert.equal(status.status, 'active', status.error)
      const original = await readFile(join(dataDir, databaseOf('team', TEAM.slug)))
      assert.deepEqual(await readFile(join(dataDir, SNAPSHOT)), original)
      assert.deepEqual(status.metadata, { subdomain: 'acme.localhost', snapshot: SNAPSHOT, bytes: original.length })
      assert.deepEqual(await redis.hkeys(ledgerKey(OWNER)), [`database ${SNAPSHOT}`])
      assert.equal(await redis.hget(taskKey(example.id), 'message'), 'The snapshot was taken')
    })

    it('is undone when a step fails: its own snapshot goes, the earlier one stays', async () => {
      const payload = { ...example.payload, label: 'too-large', max_bytes: 1 }
      const task = { ...example, id: randomUUID(), payload }
      const status = await perform(redis, task)
      assert.equal(status.error_code, 'INVALID_PAYLOAD')
      assert.deepEqual((await messages(redis, task.id)).slice(-4, -1), [
        'Undoing, because: payload.max_bytes: the snapshot of "acme" has 91 bytes',
        'Undoing: Taking the snapshot',
        'Undone: Taking the snapshot',
      ])
      await assert.rejects(stat(join(dataDir, directoryOf('team', TEAM.slug), 'snapshot-too-large')), {
        code: 'ENOENT',
      })
      assert.deepEqual(await redis.hkeys(ledgerKey(OWNER)), [`database ${SNAPSHOT}`])
      assert.ok((await stat(join(dataDir, SNAPSHOT))).isFile())
    })
  })
})

const isRegistry = ({ path }: { path: string }): boolean => path.endsWith('registry.ts')

/** A team as team.provision leaves it, but for its containers: they need Docker, and this task does not. */
async function standTeam(redis: Redis): Promise<void> {
  const tag = { owner: OWNER, task: 'provision-1' }
  await createLocalDirectories({ dataDir }).ensureDirectory(directoryOf('team', TEAM.slug), tag, NEVER)
  const tables = { team: [{ ...TEAM }], members: [{ id: 'user-1', role: 'owner' }] }
  await createTinyDb({ dataDir }).ensureDatabase(databaseOf('team', TEAM.slug), tables, tag, NEVER)
  const at = new Date().toISOString()
  const record: ResourceRecord = {
    ...{ ...TEAM, type: 'team', status: 'active', metadata: {}, task_id: tag.task },
    ...{ created_at: at, updated_at: at },
  }
  await redis.hset(inventoryKey('team'), TEAM.id, JSON.stringify(record))
  await redis.hset(SLUG_INDEX, slugNode('team', TEAM.slug), TEAM.id)
}

/** Enqueues a task as the guide says, and waits for its final message. */
async function perform(redis: Redis, task: TaskEnvelope): Promise<StatusMessage> {
  const subscriber = redis.duplicate()
  try {
    const { promise, resolve } = Promise.withResolvers<StatusMessage>()
    subscriber.on('message', (_channel, text: string) => {
      const status = StatusMessage.parse(JSON.parse(text))
      if (status.task_id === task.id) resolve(status)
    })
    await subscriber.subscribe(statusChannel('team'))
    await redis.lpush(rawListOf('normal'), JSON.stringify(task))
    return await promise
  } finally {
    subscriber.disconnect()
  }
}

/** What people read of a task, in order. */
async function messages(redis: Redis, taskId: string): Promise<unknown[]> {
  const entries = await redis.xrange(EVENT_STREAM, '-', '+')
  return entries.flatMap(([, [, channel = '', , id, , data = '']]) => {
    const parsed: unknown = JSON.parse(data)
    const isText = typeof parsed === 'object' && parsed !== null && 'message' in parsed
    return id === taskId && channel.startsWith('tasks:') && isText ? [parsed.message] : []
  })
}
