import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, describe, it, type TestContext } from 'node:test'
import { execa } from 'execa'
import { Redis } from 'ioredis'
import { createGithubForge } from '../../src/drivers/forge/github/github.ts'
import type { Forge } from '../../src/drivers/forge/port.ts'
import { limitKey } from '../../src/redis/keys.ts'
import { createLimiter } from '../../src/redis/limiter.ts'
import { faultMatrix, type Trial } from '../../../test/doubles/kit/fault-matrix.ts'
import { type GitHub, startGitHub } from '../../../test/doubles/github/github.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const redis = new Redis(process.env.REDIS_URL)
const BUDGET = `test-${randomUUID()}`
const inRedis = createLimiter(redis, [[60_000, 100_000]])
after(async () => {
  await redis.del(await redis.keys(`${limitKey(BUDGET)}*`))
  redis.disconnect()
})

const TAG = { owner: 'workspace:mine', task: 'task-1' }
const AUTHOR = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@slipway.test', '-c', 'maintenance.auto=false']
const TEMPLATE = 'acme/template'
const SHARED = 'acme/shared'
const { signal } = new AbortController()

/** A GitHub with an App on it, a data root, and drivers as processes one after the other would have them. */
interface FaultyForge extends AsyncDisposable {
  readonly github: GitHub
  readonly dataDir: string
  /** A driver that knows nothing of what earlier ones asked or were told. */
  forge(timeoutMs?: number): Forge
}

async function startForge(): Promise<FaultyForge> {
  const github = await startGitHub({
    generateMs: 0,
    limits: { contentPerMinute: 10_000, pointsPerMinute: 100_000, contentPerHour: 10_000 },
  })
  github.addOrganisation('acme')
  const files = { 'README.md': '# Template\n' }
  await github.addTemplate(TEMPLATE, files)
  await github.addRepository(SHARED, { files })
  const { installationId, ...app } = github.addApp({
    account: 'acme',
    permissions: { administration: 'write', contents: 'write' },
  })
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'slipway-forge-faults-'))
  return {
    github,
    dataDir,
    forge: (timeoutMs = 20_000) =>
      createGithubForge({
        apiUrl: github.apiUrl,
        auth: { kind: 'app', ...app, installationId },
        organisation: 'acme',
        instance: 'here',
        dataDir,
        limiter: { take: (_budget, id) => inRedis.take(BUDGET, id) },
        timeoutMs,
        gitTimeoutMs: timeoutMs,
      }),
    async [Symbol.asyncDispose]() {
      await rm(dataDir, { recursive: true, force: true })
      await github[Symbol.asyncDispose]()
    },
  }
}

/** What of a repository or of its branches stands, of all whose names have this in them. */
async function standing(github: GitHub, name: string): Promise<string[]> {
  const repositories = github.repositories()
  const shared = repositories.find(({ fullName }) => fullName === SHARED)
  const refs = (await shared?.refs()) ?? []
  return [...repositories.map(({ fullName }) => fullName), ...refs.map(({ ref }) => ref)].filter((each) =>
    each.includes(name),
  )
}

type Verb = (world: FaultyForge, name: string) => Promise<Trial>

const repositoryOf = (name: string) => ({ repository: `acme/${name}`, template: TEMPLATE, private: true })
const branchOf = (name: string) => ({ repository: SHARED, branch: `feature/${name}`, source: 'main' })
const repositoryThing = (name: string) => ({ kind: 'repository', name: `acme/${name}` }) as const
const branchThing = (name: string) => ({ kind: 'branch', name: `${SHARED}@feature/${name}` }) as const

/** A directory of a workspace in which a checkout may be made. */
async function home({ dataDir }: FaultyForge, name: string): Promise<string> {
  await mkdir(path.join(dataDir, 'workspaces', name), { recursive: true })
  return `workspaces/${name}/repo`
}

const VERBS: Readonly<Record<string, Verb>> = {
  ensureRepository: (world, name) =>
    Promise.resolve({
      run: (timeoutMs) => world.forge(timeoutMs).ensureRepository(repositoryOf(name), TAG, signal),
      undo: () => world.forge().remove(repositoryThing(name), TAG, signal),
      traces: () => standing(world.github, name),
    }),

  ensureBranch: (world, name) =>
    Promise.resolve({
      run: (timeoutMs) => world.forge(timeoutMs).ensureBranch(branchOf(name), TAG, signal),
      undo: () => world.forge().remove(branchThing(name), TAG, signal),
      traces: () => standing(world.github, name),
    }),

  async ensureCheckout(world, name) {
    const directory = await home(world, name)
    return {
      run: (timeoutMs) =>
        world.forge(timeoutMs).ensureCheckout({ repository: SHARED, branch: 'main', directory }, TAG, signal),
      undo: () => world.forge().remove({ kind: 'checkout', name: directory }, TAG, signal),
      traces: () => readdir(path.join(world.dataDir, 'workspaces', name)),
    }
  },

  async push(world, name) {
    const directory = await home(world, name)
    const request = { repository: SHARED, branch: `feature/${name}`, directory }
    await world.forge().ensureBranch(branchOf(name), TAG, signal)
    await world.forge().ensureCheckout({ ...request, branch: 'main' }, TAG, signal)
    await execa('git', [...AUTHOR, 'commit', '--quiet', '--allow-empty', '-m', name], {
      cwd: path.join(world.dataDir, directory),
    })
    return {
      run: (timeoutMs) => world.forge(timeoutMs).push(request, signal),
      async undo() {
        await world.forge().remove({ kind: 'checkout', name: directory }, TAG, signal)
        await world.forge().remove(branchThing(name), TAG, signal)
      },
      traces: async () => [
        ...(await standing(world.github, name)),
        ...(await readdir(path.join(world.dataDir, 'workspaces', name))),
      ],
    }
  },

  async 'remove a repository'(world, name) {
    await world.forge().ensureRepository(repositoryOf(name), TAG, signal)
    return {
      run: (timeoutMs) => world.forge(timeoutMs).remove(repositoryThing(name), TAG, signal),
      undo: () => Promise.resolve(),
      traces: () => standing(world.github, name),
    }
  },

  async 'remove a branch'(world, name) {
    await world.forge().ensureBranch(branchOf(name), TAG, signal)
    return {
      run: (timeoutMs) => world.forge(timeoutMs).remove(branchThing(name), TAG, signal),
      undo: () => Promise.resolve(),
      traces: () => standing(world.github, name),
    }
  },

  async list(world, name) {
    await world.forge().ensureRepository(repositoryOf(name), TAG, signal)
    return {
      run: async (timeoutMs) => {
        const found = await world.forge(timeoutMs).list(signal)
        assert.ok(found.some((each) => each.name === `acme/${name}`))
      },
      undo: () => world.forge().remove(repositoryThing(name), TAG, signal),
      traces: () => standing(world.github, name),
    }
  },
}

/** git's exit code is the same whatever the server said, so what it was refused may pass. */
const BY_GIT = new Set(['git/info-refs', 'git/git-upload-pack', 'git/git-receive-pack'])

/** More requests than without a fault: looks at what became of a call, and a token in place of a refused one. */
const MORE_REQUESTS = 3

describe('every verb of the GitHub driver survives every fault', { concurrency: true }, () => {
  for (const [verb, prepare] of Object.entries(VERBS)) {
    it(verb, async (context: TestContext) => {
      await using world = await startForge()
      let trials = 0
      await faultMatrix(context, {
        double: world.github,
        trial: () => prepare(world, `n${++trials}x`),
        bound: (clean) => clean + MORE_REQUESTS,
        classes: (operation) => (BY_GIT.has(operation) ? ['transient'] : undefined),
        // git waits for the rest of the answer to a push for as long as it may.
        hangs: (operation, kind) => operation === 'git/git-receive-pack' && kind === 'malformed',
      })
      assert.equal(world.github.exceeded, 0)
    })
  }
})
