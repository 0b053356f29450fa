import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../../scripts/setup/environment.ts'
import { SAMPLE_TEMPLATE } from '../../scripts/setup/template.ts'
import { startEntra, type EntraDouble } from '../doubles/entra/entra.ts'
import type { ClientSeed } from '../doubles/entra/tenant.ts'
import { startGitHub, type GitHub, type GitHubOptions } from '../doubles/github/github.ts'
import { testAuthority } from '../doubles/kit/tls.ts'
import { startPebble, type Pebble, type PebbleOptions } from './pebble.ts'

type Env = Readonly<Record<string, string>>

/** A service past the network, and what a Slipway that uses it is told of it. */
interface Service<T> extends AsyncDisposable {
  readonly service: T
  /** For `install({ env })`; those of several services go together. */
  readonly env: Env
}

const service = <T extends AsyncDisposable>(started: T, env: Env): Service<T> => ({
  ...{ service: started, env },
  [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
})

const [ORGANISATION = '', TEMPLATE = ''] = SAMPLE_TEMPLATE.split('/')
const USER = 'slipway-bot'

/** What an App of Slipway's needs (docs/github.md). */
const APP_PERMISSIONS = { administration: 'write', contents: 'write', metadata: 'read' } as const

export interface CloudForgeOptions extends GitHubOptions {
  /** As what Slipway signs in. @default 'token' */
  readonly auth?: 'token' | 'app'
}

/** A GitHub with the organisation of Slipway's, the sample application as a template in it, and an account for Slipway. */
export async function startCloudForge({ auth = 'token', ...options }: CloudForgeOptions = {}): Promise<
  Service<GitHub>
> {
  const github = await startGitHub(options)
  github.addUser(USER)
  github.addOrganisation(ORGANISATION, { [USER]: 'admin' })
  await github.addTemplate(`${ORGANISATION}/${TEMPLATE}`, await sampleFiles())
  const common = { FORGE: 'github', FORGE_ORGANISATION: ORGANISATION, GITHUB_API_URL: github.apiUrl }
  if (auth === 'token') {
    const token = github.addToken({ login: USER, scopes: ['repo', 'delete_repo'] })
    return service(github, { ...common, GITHUB_TOKEN: token })
  }
  const { appId, installationId, privateKey } = github.addApp({ account: ORGANISATION, permissions: APP_PERMISSIONS })
  return service(github, {
    ...common,
    GITHUB_APP_ID: String(appId),
    GITHUB_APP_INSTALLATION_ID: String(installationId),
    GITHUB_APP_PRIVATE_KEY: privateKey,
  })
}

async function sampleFiles(): Promise<Record<string, string>> {
  const folder = join(ROOT, 'samples/app')
  const names = await readdir(folder)
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}

/**
 * Microsoft's sign-in and Graph with a client for Slipway.
 * @param seed what the client has, if it is not as docs/entra.md asks for
 */
async function startCloudIdentity(seed: ClientSeed = {}): Promise<Service<EntraDouble>> {
  const entra = await startEntra()
  const client = entra.tenant.addClient({ roles: ['Application.ReadWrite.OwnedBy'], ...seed })
  return service(entra, {
    IDENTITY: 'entra',
    AZURE_TENANT_ID: client.tenantId,
    AZURE_CLIENT_ID: client.clientId,
    AZURE_CLIENT_SECRET: client.clientSecret,
    AZURE_AUTHORITY_HOST: entra.authorityHost,
    GRAPH_URL: entra.graphUrl,
    // The double's replicas know something after two reads, which come within three seconds.
    GRAPH_CONSISTENCY_S: '20',
    NODE_EXTRA_CA_CERTS: (await testAuthority()).caFile,
  })
}

/** Pebble, with every name pointing here. Orchestrators answer its challenges on one port, which they share. */
async function startCloudCertificates(options: PebbleOptions = {}): Promise<Service<Pebble>> {
  const pebble = await startPebble(options)
  return service(pebble, {
    CERTIFICATES: 'acme',
    ACME_DIRECTORY: pebble.directoryUrl,
    ACME_EMAIL: 'operator@slipway.test',
    ACME_CHALLENGE_PORT: String(pebble.challengePort),
    DOMAIN: 'slipway.test',
    NODE_EXTRA_CA_CERTS: pebble.caFile,
  })
}

/** All that Slipway knows past the network. */
export interface Cloud extends AsyncDisposable {
  readonly github: GitHub
  readonly entra: EntraDouble
  readonly pebble: Pebble
  readonly env: Env
}

export interface CloudOptions {
  readonly forge?: CloudForgeOptions
  readonly identity?: ClientSeed
  readonly certificates?: PebbleOptions
}

/** Starts all of it: `await using cloud = await startCloud()`, then `install({ env: cloud.env })`. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  await using started = new AsyncDisposableStack()
  const forge = started.use(await startCloudForge(options.forge))
  const identity = started.use(await startCloudIdentity(options.identity))
  const certificates = started.use(await startCloudCertificates(options.certificates))
  const held = started.move()
  return {
    ...{ github: forge.service, entra: identity.service, pebble: certificates.service },
    env: { ...forge.env, ...identity.env, ...certificates.env },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
