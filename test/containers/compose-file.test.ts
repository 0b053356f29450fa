/** What docker-compose.yml says, as compose itself reads it: also of Traefik, which the tests can't start. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { execa } from 'execa'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '../..')
const DATA_DIR = '/data/of/slipway'

const Service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).nullable(),
  labels: z.record(z.string(), z.string()).default({}),
  ports: z
    .array(z.looseObject({ target: z.number(), published: z.string(), host_ip: z.string().default('') }))
    .default([]),
  networks: z.record(z.string(), z.unknown()).default({}),
  volumes: z.array(z.looseObject({ source: z.string(), target: z.string() })).default([]),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
})
const File = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.looseObject({ name: z.string(), internal: z.boolean().default(false) })),
})
type Service = z.infer<typeof Service>

/** The file with all its variables filled in. */
async function read(env: Readonly<Record<string, string>> = {}): Promise<z.infer<typeof File>> {
  const unset = { APP_IMAGE: '', EDGE_NETWORK: '', DATA_DIR: '', SLIPWAY_TAG: '', REDIS_IMAGE: '', HAPROXY_IMAGE: '' }
  const args = ['compose', '--env-file', '/dev/null', 'config', '--format', 'json']
  const { stdout } = await execa('docker', args, { cwd: ROOT, env: { ...unset, ...env } })
  return File.parse(JSON.parse(stdout))
}

/** Traefik's options: `--name=value`. */
const optionsOf = ({ command }: Service): Readonly<Record<string, string>> => {
  const options = (command ?? []).map((option): [string, string] => {
    const [name = '', value = ''] = option.replace(/^--/, '').split('=', 2)
    return [name, value]
  })
  return Object.fromEntries(options)
}

describe('docker-compose.yml', () => {
  let file: z.infer<typeof File>
  const service = (name: string): Service => file.services[name] ?? assert.fail(`there is no service ${name}`)
  before(async () => {
    file = await read({ DATA_DIR })
  })

  it('can run any number of orchestrators: none has a name or a port of its own', () => {
    assert.deepEqual(service('orchestrator').ports, [])
    assert.equal(service('orchestrator')['container_name'], undefined)
  })

  it('has the data root at one path inside and outside', () => {
    const { volumes, environment } = service('orchestrator')
    assert.equal(environment['DATA_DIR'], DATA_DIR)
    assert.ok(volumes.some(({ source, target }) => source === DATA_DIR && target === DATA_DIR))
  })

  it('shows nothing to the network but Traefik; portal-api answers on loopback', () => {
    const published = Object.entries(file.services).flatMap(([name, { ports }]) =>
      ports.map(({ host_ip, published }) => `${name} ${host_ip}:${published}`),
    )
    assert.deepEqual(published, ['portal-api 127.0.0.1:8080', 'traefik :80', 'traefik :443'])
  })

  it('gives the socket to the proxies alone, and shares each of these with one service only', () => {
    const holders = Object.entries(file.services).filter(([, { volumes }]) =>
      volumes.some(({ target }) => target === '/var/run/docker.sock'),
    )
    assert.deepEqual(
      holders.map(([name]) => name),
      ['engine-proxy', 'engine-reader'],
    )
    const members = (network: string) =>
      Object.entries(file.services).flatMap(([name, { networks }]) => (network in networks ? [name] : []))
    assert.deepEqual(members('engine'), ['engine-proxy', 'orchestrator'])
    assert.deepEqual(members('engine-reader'), ['engine-reader', 'traefik'])
    for (const network of ['store', 'engine', 'engine-reader']) assert.ok(file.networks[network]?.internal, network)
  })

  it('runs everything without capabilities, on file systems that are read-only', () => {
    for (const [name, { cap_drop, read_only, security_opt }] of Object.entries(file.services)) {
      if (name === 'sample-app') continue // Runs `true` and ends: it is there for its image.
      assert.deepEqual([name, cap_drop, read_only, security_opt], [name, ['ALL'], true, ['no-new-privileges:true']])
    }
  })

  it('has the application that users name, or the sample', async () => {
    const image = async (env: Readonly<Record<string, string>>) =>
      (await read(env)).services['orchestrator']?.environment['APP_IMAGE']
    assert.equal(await image({}), 'slipway-sample:latest')
    assert.equal(await image({ APP_IMAGE: 'registry.example/app:1' }), 'registry.example/app:1')
  })

  it('has its variables explained', () => {
    const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
    const used = ['docker-compose.yml', 'Dockerfile'].flatMap((name) => [
      ...[...read(name).matchAll(/\$\{([A-Z_]+):-|^ARG ([A-Z_]+)=/gm)].map(
        ([, variable, argument]) => variable ?? argument,
      ),
    ])
    const explained = [...read('docs/containers.md').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name)
    assert.ok(used.length > 0)
    assert.deepEqual(
      used.filter((name) => !explained.includes(name)),
      [],
    )
  })

  describe('Traefik', () => {
    it('redirects to https, but for the challenges of ACME', () => {
      const options = optionsOf(service('traefik'))
      const { labels } = service('orchestrator')
      const router = 'traefik.http.routers.acme-challenge'
      assert.equal(options['entrypoints.web.http.redirections.entrypoint.to'], ':443')
      assert.equal(labels[`${router}.entrypoints`], 'web')
      assert.equal(labels[`${router}.rule`], 'PathPrefix(`/.well-known/acme-challenge/`)')
      // doc.traefik.io, entry points: without a priority of its own the redirection goes before every router.
      const redirection = Number(options['entrypoints.web.http.redirections.entrypoint.priority'])
      assert.ok(redirection < Number(labels[`${router}.priority`]))
    })

    it('reaches the challenge listeners where they listen', async () => {
      const { services, networks } = await read({ ACME_CHALLENGE_PORT: '9000' })
      const { labels = {}, environment = {}, networks: joined = {} } = services['orchestrator'] ?? {}
      assert.equal(labels['traefik.http.services.acme-challenge.loadbalancer.server.port'], '9000')
      assert.equal(environment['ACME_CHALLENGE_PORT'], '9000')
      const shared = Object.keys(joined).filter((name) => name in (services['traefik']?.networks ?? {}))
      assert.deepEqual(
        shared.map((name) => networks[name]?.name),
        [labels['traefik.docker.network']],
      )
    })

    it('is where stacks and certificates are', async () => {
      const { services, networks } = await read({ DATA_DIR, EDGE_NETWORK: 'border' })
      const traefik = services['traefik'] ?? assert.fail('there is no traefik')
      const options = optionsOf(traefik)
      assert.equal(options['providers.docker.network'], 'border')
      assert.equal(services['orchestrator']?.environment['EDGE_NETWORK'], 'border')
      assert.ok(Object.keys(traefik.networks).some((name) => networks[name]?.name === 'border'))
      assert.equal(options['providers.docker.exposedbydefault'], 'false')
      // The files name certificates by their absolute paths (orchestrator/src/drivers/certificates/traefik.ts).
      assert.equal(options['providers.file.directory'], `${DATA_DIR}/certificates/traefik`)
      const certificates = `${DATA_DIR}/certificates`
      assert.ok(traefik.volumes.some(({ source, target }) => source === certificates && target === certificates))
    })

    it('listens on what is published', () => {
      const traefik = service('traefik')
      const options = optionsOf(traefik)
      const listened = traefik.ports.map(({ target, published }) => [published, `:${target}`])
      assert.deepEqual(listened, [
        ['80', options['entrypoints.web.address']],
        ['443', options['entrypoints.websecure.address']],
      ])
    })
  })
})
