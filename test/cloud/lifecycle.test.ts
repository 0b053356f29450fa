import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { branchOf, callbackUri, fullSlug, hostOf } from '#contract'
import { SAMPLE_TEMPLATE } from '../../scripts/setup/template.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { assertCloudEmpty, inCloud } from '../support/cloud-world.ts'
import { assertActive, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, sandbox, team, workspace, type TaskRequest } from '../support/tasks.ts'
import { madeTeamId, type TaskRecord } from '#contract'

const ORGANISATION = SAMPLE_TEMPLATE.split('/')[0] ?? ''
const DOMAIN = 'slipway.test'

describe('GitHub, Entra ID and an ACME authority at once', { timeout: 180_000 }, () => {
  let cloud: Cloud
  let installation: Installation
  before(async () => {
    cloud = await startCloud({ forge: { auth: 'app' } })
    installation = await install({ env: cloud.env })
  })
  after(async () => {
    await using _cloud = cloud
    await installation[Symbol.asyncDispose]()
  })

  const run = async (request: TaskRequest): Promise<TaskRecord> => {
    const id = await installation.enqueue(request)
    const record = await endOf(installation, id, 60_000)
    assertToldOnce(installation, id)
    assert.equal(record.status, 'completed', `${request.type}: ${record.error ?? ''}`)
    return record
  }
  const own = fresh('cloud')
  const inner = fresh('s')
  const slug = fullSlug(own.slug, inner.slug)
  const hosts = { workspace: hostOf('workspace', own.slug, DOMAIN), sandbox: hostOf('sandbox', slug, DOMAIN) }
  const ofWorkspace = (): string[] => [
    `application slipway-${own.slug}`,
    `redirect-uri ${callbackUri(hosts.workspace)}`,
    `ref ${ORGANISATION}/${own.slug} refs/heads/main`,
    `repository ${ORGANISATION}/${own.slug}`,
    `secret of slipway-${own.slug}`,
    `service principal of slipway-${own.slug}`,
  ]

  it('make a workspace: a private repository, an application, a certificate', async () => {
    await assertActive(installation, await run(workspace.provision(own)))
    assert.deepEqual(await inCloud(cloud), ofWorkspace().sort())
    assert.equal(cloud.github.repositories().find(({ fullName }) => fullName.endsWith(`/${own.slug}`))?.private, true)
    await isTrusted(hosts.workspace)
  })

  it('make a sandbox: a branch, a redirect URI, a certificate', async () => {
    await assertActive(installation, await run(sandbox.provision(own, inner)))
    const now = await inCloud(cloud)
    for (const each of ofWorkspace()) assert.ok(now.includes(each), each)
    assert.ok(now.includes(`redirect-uri ${callbackUri(hosts.sandbox)}`))
    assert.ok(now.includes(`ref ${ORGANISATION}/${own.slug} refs/heads/${branchOf(slug)}`))
    await isTrusted(hosts.sandbox)
    const config = await readFile(join(installation.dataDir, `sandboxes/${slug}/checkout/.git/config`), 'utf8')
    assert.doesNotMatch(config, /token|authorization|extraheader|x-access/i)
  })

  it('give all of it back', async () => {
    await run(sandbox.delete(own, inner))
    assert.deepEqual(await inCloud(cloud), ofWorkspace().sort())
    await run(workspace.delete(own))
    await assertCloudEmpty(cloud)
    await run(team.delete({ id: madeTeamId(own.id), slug: own.slug }))
    for (const host of Object.values(hosts)) assert.ok(!existsSync(certificateOf(host)))
    assert.deepEqual(await installation.onEngine(), [])
    await assertSwept(installation)
  })

  const certificateOf = (host: string): string => join(installation.dataDir, 'certificates', host)

  /** Traefik is told of a certificate of this host that leads to the authority. */
  async function isTrusted(host: string): Promise<void> {
    const yaml = await readFile(join(installation.dataDir, 'certificates/traefik', `${host}.yml`), 'utf8')
    const [, file = ''] = /certFile: "([^"]+)"/.exec(yaml) ?? []
    const [leaf = '', issuer = ''] = (await readFile(file, 'utf8')).split(/(?<=-----END CERTIFICATE-----\n)/)
    const certificate = new X509Certificate(leaf)
    assert.equal(certificate.checkHost(host), host)
    assert.ok(certificate.verify(new X509Certificate(issuer).publicKey))
    assert.ok(new X509Certificate(issuer).verify(new X509Certificate(await readFile(cloud.pebble.rootFile)).publicKey))
  }
})
