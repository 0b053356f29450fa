import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { directoryOf } from '#contract'
import { Redis } from 'ioredis'
import { callInAnotherProcess, type OtherProcess } from '../../../src/drivers/another-process.ts'
import { bareRepositories, TEMPORARY } from '../../../src/drivers/forge/conformance-bare.ts'
import type { ForgeCall } from '../../../src/drivers/forge/conformance-call.ts'
import type { ForgeWorld } from '../../../src/drivers/forge/conformance-world.ts'
import { limitKey } from '../../../src/redis/keys.ts'
import { type GitHub, type GitHubOptions, startGitHub } from '../../../../test/doubles/github/github.ts'
import { forgeOn, type WorldSettings } from './github-forge.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const redisUrl = process.env.REDIS_URL

/** A GitHub on loopback as the world of a forge. */
export interface GithubWorld extends ForgeWorld {
  readonly forge: ReturnType<typeof forgeOn>
  readonly github: GitHub
  readonly settings: WorldSettings
  readonly redis: Redis
}

/** Makes a call from another process, whose clock is ahead by this many milliseconds. */
export const startOn = (settings: WorldSettings, call: ForgeCall, aheadMs = 0): OtherProcess =>
  callInAnotherProcess(new URL('./github-child.ts', import.meta.url), { settings, redisUrl, call, aheadMs })

/** The organisation acme, its admin ada with a classic token, a template and an empty repository of another organisation. */
export async function makeGithubWorld(options: GitHubOptions = {}): Promise<GithubWorld> {
  const github = await startGitHub({ generateMs: 20, ...options })
  const base = await mkdtemp(join(tmpdir(), 'slipway-github-forge-'))
  const dataDir = join(base, 'data')
  await mkdir(dataDir)
  const redis = new Redis(redisUrl)
  github.addUser('ada')
  for (const organisation of ['acme', 'slipway']) github.addOrganisation(organisation, { ada: 'admin' })
  await github.addTemplate('slipway/sample', { 'README.md': '# Sample\n' })
  await github.addRepository('slipway/empty')
  const settings = {
    apiUrl: github.apiUrl,
    token: github.addToken({ login: 'ada', scopes: ['repo', 'delete_repo', 'workflow'] }),
    dataDir,
    instance: randomUUID(),
    organisation: 'acme',
    budget: `test-${randomUUID()}`,
  }
  const find = (name: string) => github.repositories().find(({ fullName }) => fullName === name)
  let serial = 0

  /** Markers without their branch. */
  const announced = async (): Promise<string[]> => {
    const found = github.repositories().map(async (repository) => {
      const refs = (await repository.refs()).map(({ ref }) => ref)
      return refs.filter((ref) => {
        const [, slipway, , branch = ''] = ref.split('/')
        return slipway === 'slipway' && !refs.includes(`refs/heads/${branch.replaceAll(',', '/')}`)
      })
    })
    return (await Promise.all(found)).flat()
  }

  return {
    ...{ github, settings, redis },
    forge: forgeOn(settings, redis),
    organisation: 'acme',
    template: 'slipway/sample',
    empty: 'slipway/empty',
    ...bareRepositories((repository) => find(repository)?.directory ?? join(base, 'absent'), base),
    async newDirectory() {
      const resource = directoryOf('sandbox', `place-${++serial}`)
      await mkdir(join(dataDir, resource), { recursive: true })
      return `${resource}/checkout`
    },
    pathOf: (directory) => join(dataDir, directory),
    start(call) {
      const child = startOn(settings, call)
      return {
        ...child,
        // What it had asked for is carried out all the same; a successor comes seconds later, and finds it.
        async kill(afterMs) {
          await child.kill(afterMs)
          // No event tells of the end of a request that nobody waits for.
          while (github.calls.some(({ status }) => status === undefined)) await sleep(5)
        },
      }
    },
    leftovers: async () => [
      ...(await readdir(dataDir, { recursive: true })).filter((path) => TEMPORARY.test(path)),
      ...(await announced()),
    ],
    async [Symbol.asyncDispose]() {
      await redis.del(['made', 'waiting', 'told'].map((part) => `${limitKey(settings.budget)}|${part}`))
      redis.disconnect()
      await rm(base, { recursive: true, force: true, maxRetries: 5 })
      await github[Symbol.asyncDispose]()
    },
  }
}
