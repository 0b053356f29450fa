import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import Docker from 'dockerode'
import { Failure } from '#contract'
import { callInAnotherProcess } from '../src/drivers/another-process.ts'
import { createComposeStacks, type ComposeOptions } from '../src/drivers/stacks/compose.ts'
import { stacksConformance } from '../src/drivers/stacks/conformance.ts'
import { CLAIM, MINE, type StacksWorld } from '../src/drivers/stacks/conformance-world.ts'
import { proxyEngine } from './engine-proxy.ts'
import { STACK_TEMPLATES } from './stack-templates.ts'

const fromEnvironment = (name: string): string =>
  process.env[name] ?? assert.fail(`${name} is not set: run this with "npm test"`)
const engine = fromEnvironment('DOCKER_HOST')
const image = fromEnvironment('APP_IMAGE')
const docker = new Docker({ socketPath: new URL(engine).pathname })
const { signal } = new AbortController()

/**
 * What a process that was killed had asked of the engine may still be carried out. The engine makes one bridge after the
 * other: when it has made another one, those that were asked for before are there, to be found and removed.
 */
async function carriedOut(unique: string): Promise<void> {
  const network = await docker.createNetwork({ Name: `${unique}-last`, Internal: true })
  await network.remove()
}

interface ComposeWorld extends StacksWorld {
  readonly dataDir: string
}

async function makeWorld(more: Partial<ComposeOptions> = {}): Promise<ComposeWorld> {
  const root = await mkdtemp(join(tmpdir(), 'slipway-stacks-'))
  const unique = `t${randomBytes(4).toString('hex')}`
  const proxy = await proxyEngine(engine, join(root, 'docker.sock'))
  const options = {
    dataDir: join(root, 'data'),
    templatesDir: join(root, 'templates'),
    dockerHost: proxy.host,
    instance: unique,
  }
  const stacks = createComposeStacks({ ...options, ...more })
  let othersWereStarted = false
  await mkdir(options.dataDir)
  await mkdir(options.templatesDir)
  for (const [name, text] of Object.entries(STACK_TEMPLATES))
    await writeFile(join(options.templatesDir, `${name}.yml.j2`), text)

  return {
    stacks,
    dataDir: options.dataDir,
    request: async (name, template, values = {}) => {
      const directory = `teams/${name}`
      const absolute = join(options.dataDir, directory)
      await mkdir(join(absolute, 'build'), { recursive: true })
      await writeFile(join(absolute, 'build/Dockerfile'), 'FROM scratch\nCOPY absent-file /\n')
      return { stack: `${unique}-${name}`, template, directory, values: { image, directory: absolute, ...values } }
    },
    start: (call) => {
      othersWereStarted = true
      return callInAnotherProcess(new URL('./stacks.child.ts', import.meta.url), { options, call })
    },
    standing: async (stack) => {
      const containers = await docker.listContainers({
        all: true,
        filters: { label: [`com.docker.compose.project=${stack}`] },
      })
      const networks = await docker.listNetworks({ filters: { name: [`^${stack}$`] } })
      return { containers: containers.map(({ State }) => State), networks: networks.length }
    },
    intrude: async (stack) => {
      const container = await docker.createContainer({ Image: image, Labels: { 'com.docker.compose.project': stack } })
      return { [Symbol.asyncDispose]: () => container.remove({ force: true }) }
    },
    cutOffAfter: (connections) => proxy.cutAfter(connections),
    restore: () => proxy.restore(),
    [Symbol.asyncDispose]: async () => {
      if (othersWereStarted) await carriedOut(unique)
      for (const found of await stacks.list(signal)) await stacks.remove(found, found, signal)
      proxy[Symbol.dispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}

stacksConformance('stacks/compose', () => makeWorld())

it('a link in the place of what is mounted is refused, before the stack is created and before it is started', async () => {
  await using world = await makeWorld()
  const mount = join(world.dataDir, 'teams/shop/data')
  const request = await world.request('shop', 'serves', { says: 'hello' })
  await symlink('/etc', mount)
  await assert.rejects(world.stacks.create(request, MINE, signal), {
    code: 'UNSAFE_TEMPLATE',
    message: /teams\/shop\/data/,
  })
  await rm(mount)
  await world.stacks.create(request, MINE, signal)
  await rm(mount, { recursive: true })
  await symlink('/etc', mount)
  await assert.rejects(world.stacks.start(request.stack, CLAIM, signal), { code: 'UNSAFE_TEMPLATE' })
})

it('whatever a value holds reaches the container as it is', async () => {
  await using world = await makeWorld()
  const says = '$HOME ${HOME} $$ {{ says }} "\' \\ \u0085\u2028\ufeff\x7f\ttab 😀 #:&*!'
  const request = await world.request('shop', 'serves', { says })
  await world.stacks.create(request, MINE, signal)
  const { url = '' } = await world.stacks.start(request.stack, CLAIM, signal)
  assert.equal(await (await fetch(url)).text(), `${says}\n`)
})

it('services that Traefik serves join the shared network, which exists once however many stacks begin at once', async () => {
  const edgeNetwork = `edge-${randomBytes(4).toString('hex')}`
  await using world = await makeWorld({ edgeNetwork, networkPool: '10.214.0.0/16' })
  await using _ = { [Symbol.asyncDispose]: () => docker.getNetwork(edgeNetwork).remove() }
  await using stacks = new AsyncDisposableStack()
  const requests = await Promise.all(['a', 'b', 'c'].map((name) => world.request(name, 'serves', { says: 'hello' })))
  for (const { stack } of requests) {
    stacks.defer(() => world.stacks.remove({ kind: 'stack', name: stack }, MINE, signal))
  }
  await Promise.all(requests.map((request) => world.stacks.create(request, MINE, signal)))
  assert.equal((await docker.listNetworks({ filters: { name: [edgeNetwork] } })).length, 1)
  const containers = await docker.listContainers({ all: true, filters: { network: [edgeNetwork] } })
  assert.equal(containers.length, 3)
  assert.deepEqual(new Set(containers.map(({ Labels }) => Labels['traefik.docker.network'])), new Set([edgeNetwork]))
})

it('a stack that is stopped from outside while it starts may start later, whenever that is', async () => {
  await using world = await makeWorld()
  const { stack, ...request } = await world.request('shop', 'serves', { says: 'hello' })
  await world.stacks.create({ stack, ...request }, MINE, signal)
  const label = [`com.docker.compose.project=${stack}`]
  const stopped = new AbortController()
  const started = await docker.getEvents({
    filters: { label, event: ['start'] },
    abortSignal: stopped.signal,
  })
  const [info] = await docker.listContainers({ all: true, filters: { label } })
  const container = docker.getContainer(info?.Id ?? '')
  const outcomes = []
  for (const afterMs of [0, 0, 0, 0, 1, 2, 5, 10, 20]) {
    const begun = once(started, 'data')
    const starting = world.stacks.start(stack, CLAIM, signal).then(
      () => 'done',
      (thrown: unknown) => Failure.from(thrown).code,
    )
    await begun
    if (afterMs > 0) await delay(afterMs)
    await container.kill({ signal: 'SIGKILL' })
    outcomes.push(await starting)
  }
  stopped.abort()
  // One that was healthy by then had started.
  assert.deepEqual(
    outcomes.filter((outcome) => outcome !== 'done' && outcome !== 'STACK_FAILED'),
    [],
  )
  assert.ok(outcomes.includes('STACK_FAILED'))
})

it('a creation that is aborted at any moment leaves nothing behind the removal that follows', async () => {
  await using world = await makeWorld()
  const request = await world.request('shop', 'serves', { says: 'hello' })
  const thing = { kind: 'stack', name: request.stack } as const
  const reason = new Error('enough')
  for (const afterMs of [5, 20, 40, 80, 120, 160]) {
    const abort = new AbortController()
    const creation = world.stacks.create(request, MINE, abort.signal)
    setTimeout(() => abort.abort(reason), afterMs)
    await creation.catch((thrown: unknown) => assert.equal(thrown, reason))
    await world.stacks.remove(thing, MINE, signal)
    assert.deepEqual(await world.standing(request.stack), { containers: [], networks: 0 })
  }
})
