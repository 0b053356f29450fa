import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Challenges } from '../../../src/drivers/coordination.ts'
import { listenForChallenges } from '../../../src/challenges/listener.ts'
import { type AcmeCertificatesOptions, createAcmeCertificates } from '../../../src/drivers/certificates/acme/acme.ts'
import type { CertificatesSubject } from '../../../src/drivers/certificates/conformance-support.ts'
import { unlessAbsent } from '../../../src/drivers/errno.ts'
import { createVault } from '../../../src/drivers/vault.ts'
import { createChallenges } from '../../../src/redis/challenges.ts'
import { type Pebble, type PebbleOptions, startPebble } from '../../../../test/support/pebble.ts'

const CHILD = fileURLToPath(new URL('acme-child.ts', import.meta.url))
const DAY_MS = 24 * 60 * 60_000

const VAULT_KEY = Buffer.alloc(32, 7)

type Settings = AcmeCertificatesOptions['settings']

/** Pebble, and what answers its challenges as an orchestrator does: from Redis. */
export interface AcmeWorld extends AsyncDisposable {
  readonly pebble: Pebble
  readonly challenges: Challenges
  /** Tokens that have an answer in Redis. */
  readonly tokens: () => readonly string[]
  readonly settings: Settings
}

export async function startAcmeWorld(options: PebbleOptions = {}): Promise<AcmeWorld> {
  assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
  await using started = new AsyncDisposableStack()
  const redis = started.adopt(new Redis(process.env.REDIS_URL), (each) => each.disconnect())
  const inRedis = createChallenges(redis)
  const onError = (thrown: unknown) => assert.fail(String(thrown))
  const { port } = started.use(await listenForChallenges({ challenges: inRedis, port: 0, onError }))
  const pebble = started.use(await startPebble({ ...options, challengePort: port }))
  const tokens = new Set<string>()
  const held = started.move()
  return {
    pebble,
    challenges: {
      ...inRedis,
      async put(token, keyAuthorization) {
        tokens.add(token)
        await inRedis.put(token, keyAuthorization)
      },
      async remove(token) {
        tokens.delete(token)
        await inRedis.remove(token)
      },
    },
    tokens: () => [...tokens],
    settings: {
      ...{ kind: 'acme', directoryUrl: pebble.directoryUrl, email: 'operator@slipway.test' },
      ...{ profile: undefined, externalAccount: undefined },
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** The driver with a data root, as a test of this world has it. */
export const acmeIn = (world: AcmeWorld, dataDir: string, other: Partial<AcmeCertificatesOptions> = {}) =>
  createAcmeCertificates({
    ...{ dataDir, settings: world.settings, vault: createVault(VAULT_KEY), challenges: world.challenges, pollMs: 20 },
    ...other,
  })

export const makeDataDir = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'slipway-acme-'))

/** The part of Traefik's dynamic configuration that is written. */
const Configuration = z.strictObject({
  tls: z.strictObject({ certificates: z.tuple([z.strictObject({ certFile: z.string(), keyFile: z.string() })]) }),
})

export async function configuredFiles(dataDir: string, host: string) {
  const text = await unlessAbsent(readFile(path.join(dataDir, 'certificates', 'traefik', `${host}.yml`), 'utf8'))
  if (text === undefined) return undefined
  const [{ certFile, keyFile }] = Configuration.parse(parse(text)).tls.certificates
  return { key: keyFile, fullchain: certFile }
}

/** What is in the store besides certificates in use and the account: temporary files, and orders. */
export async function leftoversIn(dataDir: string): Promise<string[]> {
  const names = async (...folder: string[]) =>
    (await unlessAbsent(readdir(path.join(dataDir, 'certificates', ...folder)))) ?? []
  const hidden = (await names()).filter((name) => name.startsWith('.'))
  return [
    ...hidden,
    ...(await names('acme', 'orders')),
    ...(await names('acme')).filter((name) => name.includes('.tmp')),
  ]
}

/** For the conformance suite: the driver with a store of its own, at one Pebble for all. */
export const acmeSubject = (world: AcmeWorld) => async (): Promise<CertificatesSubject> => {
  const dataDir = await makeDataDir()
  return {
    certificates: acmeIn(world, dataDir),
    again: (daysAhead = 0) => acmeIn(world, dataDir, { now: () => new Date(Date.now() + daysAhead * DAY_MS) }),
    rootFile: world.pebble.rootFile,
    files: (host) => configuredFiles(dataDir, host),
    leftovers: () => leftoversIn(dataDir),
    child: (...call) => spawnVerb(world, dataDir, ...call),
    killEvery: 6,
    dispose: () => rm(dataDir, { recursive: true }),
  }
}

/** One verb in a process of its own. @param operations after how many it kills itself; see acme-child.ts */
export function spawnVerb(
  { settings, pebble }: AcmeWorld,
  dataDir: string,
  verb: string,
  host: string,
  owner: string,
  task: string,
  operations: number | string = 0,
) {
  const args = [CHILD, JSON.stringify(settings), dataDir, verb, host, owner, task, String(operations)]
  return spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: pebble.caFile },
  })
}
