/**
 * Makes `data.tar.gz`: what an earlier version had written when it was stopped in the middle of its work. To be run again
 * when what is upgraded from changes, with the version's commit, and never to be edited:
 *
 *   git worktree add --detach /tmp/earlier f8d407d && ln -s "$PWD/node_modules" /tmp/earlier/node_modules
 *   node_modules/.bin/node test/operators/earlier/make.ts /tmp/earlier
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Docker from 'dockerode'
import { execa } from 'execa'
import { Redis } from 'ioredis'
import { rawListOf } from '#contract'
import { ensureDocker } from '../../../scripts/setup/docker.ts'
import { ROOT } from '../../../scripts/setup/environment.ts'
import { ensureSampleImage } from '../../../scripts/setup/image.ts'
import { main } from '../../../scripts/setup/main.ts'
import { startRedis } from '../../../scripts/setup/redis.ts'
import { startService } from '../../../scripts/setup/service.ts'
import { seedTemplate } from '../../../scripts/setup/template.ts'
import { Messages } from '../../support/messages.ts'
import { USER } from '../../support/portal.ts'
import { sandbox, team, workspace, type TaskRequest } from '../../support/tasks.ts'
import { clearEngine } from '../../support/world.ts'
import { COPY, MADE, OPEN } from './made.ts'

/** A path of no particular machine: it is in what is written. */
const DATA = '/srv/slipway/data'
const INSTANCE = 'test-earlier'
const TOKEN = 'the-token-of-an-earlier-installation'
/** At which message of a workspace its orchestrator dies: some of its things are made, some are being made. */
const TORN_AT = 9
const [checkout = ''] = process.argv.slice(2)

await main(async (signal) => {
  await using held = new AsyncDisposableStack()
  await mkdir(DATA, { recursive: true })
  held.defer(() => rm(dirname(DATA), { recursive: true }))
  await writeFile(join(DATA, 'instance'), INSTANCE)
  await seedTemplate(DATA, signal)
  const { host } = held.use(await ensureDocker(join(ROOT, '.cache/docker'), signal))
  held.defer(() => clearEngine(new Docker({ socketPath: new URL(host).pathname }), INSTANCE))
  {
    await using server = await startRedis({ dir: join(DATA, 'redis'), signal })
    await write(server.url, host, signal)
  }
  const left = ['logs', 'redis/redis.log', 'redis/redis.conf', 'redis/lock'].map((path) => `--exclude=data/${path}`)
  await execa('tar', ['--create', '--gzip', '--file', COPY, ...left, '--directory', dirname(DATA), 'data'])
  return 0
})

/** What stands, what is torn, and what waits. */
async function write(redisUrl: string, dockerHost: string, signal: AbortSignal): Promise<void> {
  await using running = new AsyncDisposableStack()
  const appImage = await ensureSampleImage(dockerHost, signal)
  const env = { REDIS_URL: redisUrl, DOCKER_HOST: dockerHost, APP_IMAGE: appImage, DATA_DIR: DATA, PORTAL_TOKEN: TOKEN }
  const start = async (name: string, upWhen: string) =>
    running.use(
      await startService({
        ...{ name, upWhen, signal, env: { ...env, PORT: '0' }, main: join(checkout, name, 'src/main.ts') },
        onLine: () => undefined,
      }),
    )
  const messages = running.use(await Messages.listen(redisUrl))
  const orchestrator = await start('orchestrator', 'ready')
  const portal = await start('portal-api', 'listening')
  const enqueue = async (task: TaskRequest, id: string): Promise<void> => {
    const body = JSON.stringify({ ...task, id, user_id: USER })
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const { status } = await fetch(new URL('/api/tasks', String(portal.up['url'])), { method: 'POST', headers, body })
    if (status !== 202) throw new Error(`${id}: ${status}`)
  }
  const { crew, shop, one, torn, waiting, listed } = MADE
  const standing = [team.provision(crew), workspace.provision(shop, crew), sandbox.provision(shop, one)]
  for (const [index, task] of standing.entries()) {
    await enqueue(task, `earlier-${index}`)
    await messages.ended(`earlier-${index}`)
  }
  await enqueue(workspace.provision(torn, crew), OPEN.torn)
  await messages.nth(OPEN.torn, TORN_AT)
  orchestrator.kill('SIGKILL')
  await orchestrator.ended
  await enqueue(sandbox.provision(shop, waiting), OPEN.waiting)
  const redis = new Redis(redisUrl)
  running.defer(() => redis.disconnect())
  const created_at = new Date().toISOString()
  const envelope = { ...team.provision(listed), id: OPEN.listed, user_id: USER, created_at }
  await redis.lpush(rawListOf('high'), JSON.stringify(envelope))
}
