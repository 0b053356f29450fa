/** An upgrade from what an earlier version had written, which `earlier/make.ts` made. Takes about 30 seconds. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import Docker from 'dockerode'
import { execa } from 'execa'
import type { ResourceRecord } from '#contract'
import { takeAll } from '../../portal-api/test/support/sse.ts'
import { startRedis } from '../../scripts/setup/redis.ts'
import { startSlipway } from '../../scripts/setup/slipway.ts'
import { portalAt } from '../support/portal.ts'
import { required } from '../support/services.ts'
import { sandbox, team, workspace, type TaskRequest } from '../support/tasks.ts'
import { clearEngine, instanceLabel, onEngine } from '../support/world.ts'
import { COPY, MADE, OPEN } from './earlier/made.ts'

const FINAL = /^task\.(?:completed|failed|cancelled)$/
const { signal } = new AbortController()

test('what an earlier version had written is read, carried on and removed by this one', async () => {
  await using held = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-upgrade-'))
  held.defer(() => rm(folder, { recursive: true, maxRetries: 5 }))
  await execa('tar', ['--extract', '--gzip', '--file', COPY, '--no-same-owner', '--directory', folder])
  const dataDir = join(folder, 'data')
  const docker = new Docker({ socketPath: new URL(required('DOCKER_HOST')).pathname })
  const instance = (await readFile(join(dataDir, 'instance'), 'utf8')).trim()
  held.defer(() => clearEngine(docker, instance))
  const { url: redisUrl } = held.use(await startRedis({ dir: join(dataDir, 'redis'), signal }))
  const environment = { redisUrl, dockerHost: required('DOCKER_HOST'), appImage: required('APP_IMAGE') }
  const { url, token } = held.use(await startSlipway({ environment, dataDir, env: { SWEEP_INTERVAL_S: '5' }, signal }))
  const portal = portalAt(url, token)

  /** Told over HTTP, from the task's beginning on: by whichever version wrote it. */
  const done = async (id: string): Promise<void> => {
    const headers = { authorization: `Bearer ${token}` }
    const told = await takeAll(await fetch(`${url}/api/tasks/${id}/events`, { headers }))
    const ends = told.filter(({ data }) => FINAL.test(String(data['type'])))
    assert.deepEqual(
      ends.map(({ data }) => data['type']),
      ['task.completed'],
      JSON.stringify(ends),
    )
  }
  const perform = async (task: TaskRequest): Promise<void> => done(await portal.enqueue(task))

  for (const id of Object.values(OPEN)) await done(id)
  const { crew, shop, one, torn, waiting, listed } = MADE
  const provision = [
    ...[team.provision(crew), team.provision(listed), workspace.provision(shop, crew), workspace.provision(torn, crew)],
    ...[sandbox.provision(shop, one), sandbox.provision(shop, waiting)],
  ]
  // Its containers are on no engine here: each is missing, and comes back with its data when it is provisioned again.
  for (const task of provision) await perform(task)
  const resources: readonly ResourceRecord[] = await portal.resources()
  assert.deepEqual(
    resources.map(({ id }) => id).toSorted(),
    Object.values(MADE)
      .map(({ id }) => id)
      .toSorted(),
  )
  for (const { metadata, slug } of resources)
    assert.equal((await fetch(`${String(metadata['url'])}/health`)).status, 200, slug)
  assert.equal((await onEngine(docker, instanceLabel(instance))).length, 2 * resources.length)
  const ids = [team.delete(crew), team.delete(listed)]
  for (const task of ids) await perform(task)
  assert.deepEqual(await portal.resources(), [])
  assert.deepEqual(await onEngine(docker, instanceLabel(instance)), [])
})
