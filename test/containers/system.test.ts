/** docker-compose.yml, run as its users run it and seen from outside. Takes about half a minute, most of it waiting. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { TaskMessage } from '#contract'
import { required } from '../support/services.ts'
import { fresh, sandbox, team, workspace, type TaskRequest } from '../support/tasks.ts'
import { startSystem, type System } from './system.ts'

const USER = 'container-user'
/** Messages of a provisioning after which some steps are done, some have begun, and others are still to come. */
const HALF_WAY = 4
const TEAM = fresh('box')
const WORKSPACE = fresh('box')
const [FIRST, SECOND] = [fresh('one'), fresh('two')]

const ENGINE_API = '/v1.41'

const Diagnosis = z.object({ findings: z.array(z.looseObject({ state: z.string(), name: z.string() })) })

/** A program that asks the proxy for "<method> <path>", and prints the status of each answer. */
const ASK_ENGINE = `
const ask = async (request) => {
  const [method, path] = request.split(' ')
  return [request, (await fetch('http://engine-proxy:2375${ENGINE_API}' + path, { method })).status]
}
console.log(JSON.stringify(Object.fromEntries(await Promise.all(JSON.parse(process.argv.at(-1)).map(ask)))))
`

/** What these tests ask of the proxy that it has to refuse, as it logs it. */
const refusals = new Set<string>()

const held = new AsyncDisposableStack()
let system: System
const send = (task: TaskRequest): Promise<string> => system.portal.send({ ...task, user_id: USER })

/** Sends a task and sees it completed. @returns its address, if it has one */
async function complete(task: TaskRequest): Promise<string> {
  let last: TaskMessage | undefined
  for await (const message of system.portal.follow(await send(task))) last = message
  assert.equal(last?.type, 'task.completed', `${task.type}: ${JSON.stringify(last)}`)
  return urlIn(last)
}

const urlIn = (message: TaskMessage): string =>
  z.object({ result: z.object({ url: z.string().default('') }) }).parse(message).result.url

/** Adds a row to an application's database. */
async function write(url: string): Promise<number> {
  const response = await fetch(`${url}/api/rows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"title":"written in a container"}',
  })
  return response.status
}

describe('Slipway in containers', () => {
  before(async () => {
    system = held.use(
      await startSystem({
        dockerHost: required('DOCKER_HOST'),
        variables: { SLIPWAY_TAG: required('SLIPWAY_TAG') },
        orchestrators: 2,
      }),
    )
  })
  after(() => held.disposeAsync())

  it('runs as nobody in particular, and shows no secret', async () => {
    const ids = [...(await system.containers('orchestrator')), ...(await system.containers('portal-api'))]
    assert.equal(ids.length, 3)
    for (const id of ids) {
      const inspected = await system.docker.getContainer(id).inspect()
      assert.equal(inspected.Config.User, 'node')
      assert.deepEqual(inspected.HostConfig.CapDrop, ['ALL'])
      for (const [name, secret] of Object.entries(system.secrets))
        assert.ok(!JSON.stringify(inspected).includes(secret), `${inspected.Name} shows ${name}`)
    }
  })

  it('reaches of the engine only what it needs', async () => {
    const [own = ''] = await system.containers('orchestrator')
    const answers = {
      [`GET /containers/${own}/json`]: 200,
      [`POST /containers/${own}/exec`]: 403,
      [`GET /containers/${own}/archive?path=/`]: 403,
      [`PUT /containers/${own}/start`]: 403,
      'POST /images/create?fromImage=scratch': 403,
      'POST /build': 403,
      'GET /secrets': 403,
    }
    const asked = await system.compose(
      ...['exec', '--no-TTY', 'orchestrator', 'node', '--input-type=module', '--eval', ASK_ENGINE],
      JSON.stringify(Object.keys(answers)),
    )
    assert.deepEqual(JSON.parse(asked), answers)
    for (const [request, status] of Object.entries(answers))
      if (status === 403) refusals.add(request.replace(' ', ` ${ENGINE_API}`))
  })

  it("keeps the proxies' networks to those that they are for", async () => {
    const networks = async (service: string) => {
      const [id = ''] = await system.containers(service)
      const { NetworkSettings } = await system.docker.getContainer(id).inspect()
      return Object.keys(NetworkSettings.Networks).map((name) => name.split('_').at(-1))
    }
    assert.deepEqual(await networks('engine-proxy'), ['engine'])
    assert.deepEqual(await networks('engine-reader'), ['engine-reader'])
    assert.deepEqual(await networks('portal-api'), ['default', 'store'])
    assert.deepEqual(await networks('redis'), ['store'])
  })

  it('provisions a team, a workspace and a sandbox, which can write their databases', async () => {
    const urls = [
      await complete(team.provision(TEAM)),
      await complete(workspace.provision(WORKSPACE, TEAM)),
      await complete(sandbox.provision(WORKSPACE, FIRST)),
    ]
    assert.deepEqual(await Promise.all(urls.map(write)), [201, 201, 201])
  })

  it('carries on when the orchestrator that works on a task is killed', async () => {
    const [survivor = '', victim = ''] = await system.containers('orchestrator')
    // While the other one stands still, it is this one that takes the task.
    await system.docker.getContainer(survivor).pause()
    let [heard, last]: [number, TaskMessage | undefined] = [0, undefined]
    const task = await send(sandbox.provision(WORKSPACE, SECOND))
    for await (const message of system.portal.follow(task)) {
      last = message
      heard += 1
      if (heard !== HALF_WAY) continue
      await system.docker.getContainer(victim).kill()
      assert.equal((await system.portal.task(task)).status, 'processing')
      await system.docker.getContainer(survivor).unpause()
    }
    assert.equal(last?.type, 'task.completed', JSON.stringify(last))
    assert.equal(await write(urlIn(last)), 201)
  })

  it('leaves nothing behind when it has deleted everything', async () => {
    await complete(team.delete(TEAM))
    assert.deepEqual(await system.made(), [])
    assert.deepEqual(await system.portal.resources(), [])
    for (const folder of ['teams', 'workspaces', 'sandboxes'])
      assert.deepEqual(await readdir(join(system.dataDir, folder)), [], folder)
  })

  it('is found in order by the doctor, through the proxy as well', async () => {
    const doctor = ['exec', '--no-TTY', 'orchestrator', 'node', 'orchestrator/src/doctor.ts', '--json']
    const { findings } = Diagnosis.parse(JSON.parse(await system.compose(...doctor)))
    assert.ok(findings.some(({ name }) => name === 'data root on the Docker host'))
    assert.deepEqual(
      findings.filter(({ state }) => state === 'failed'),
      [],
    )
  })

  it('was refused nothing of what it needs of the engine', async () => {
    const log = await system.compose('logs', '--no-log-prefix', 'engine-proxy', 'engine-reader')
    const refused = log.split('\n').filter((line) => / 403 /.test(line))
    assert.notEqual(refused.length, 0, log)
    // Not their number: of lines that come at the same moment HAProxy drops some.
    assert.deepEqual(
      refused.filter((line) => !refusals.has(/"(\S+ \S+) HTTP/.exec(line)?.[1] ?? '')),
      [],
    )
  })
})
