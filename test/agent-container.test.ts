/**
 * The long-lived agent container beside a sandbox, from its beginning to its end. The image that stands in for it is that
 * of the sample application with another program: it tells how it was started, and proves which secret it has.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { branchOf, directoryOf, fullSlug, madeTeamId, ownerKey, stackOf, type TaskRecord } from '#contract'
import { ROOT } from '../scripts/setup/environment.ts'
import { leaks } from './secrets/needles.ts'
import { dumpRedis, filesBelow, inspectEngine, modeOf } from './secrets/places.ts'
import { assertGone, assertSwept, endOf } from './support/ended.ts'
import { install, type Installation } from './support/installation.ts'
import { required } from './support/services.ts'
import { fresh, sandbox, team, workspace, type TaskRequest } from './support/tasks.ts'
import { onEngine, ownerLabel } from './support/world.ts'

const CHALLENGE = 'prove it'
/** Reads its secret once, as it starts. */
const PROGRAM = `
const { accessSync, readFileSync, constants } = require('node:fs')
const { env } = process
const secret = readFileSync(env.AGENT_WEBHOOK_SECRET_FILE, 'utf8')
const writable = (path) => { try { accessSync(path, constants.W_OK); return true } catch { return false } }
const told = {
  proof: require('node:crypto').createHmac('sha256', secret).update('${CHALLENGE}').digest('hex'),
  given: [env.WORKSPACE_SLUG, env.SANDBOX_SLUG, env.GIT_BRANCH, env.KANBAN_API_URL, env.LLM_PROVIDER],
  writable: ['/run/secrets', '/checkout', '/work'].filter(writable),
  message: readFileSync('/checkout/message.txt', 'utf8'),
}
require('node:http').createServer((_, answer) => answer.end(JSON.stringify(told))).listen(8080)
`
const Told = z.object({
  proof: z.string(),
  given: z.array(z.string()),
  writable: z.array(z.string()),
  message: z.string(),
})
const BOARD = 'https://board.example.org/api'

const proofOf = (secret: string): string => createHmac('sha256', secret).update(CHALLENGE).digest('hex')

describe('a long-lived agent container', { timeout: 170_000 }, () => {
  const own = fresh('agent')
  const inner = fresh('s')
  const slug = fullSlug(own.slug, inner.slug)
  const owner = ownerKey('sandbox', inner.id)
  const stacks = [stackOf('agent', slug), stackOf('sandbox', slug)]
  let installation: Installation
  let templates = ''
  /** As it was published last. */
  let secret = ''

  /** Gives the service of a template another program. */
  const giveProgram = async (template: string, entrypoint: readonly string[]): Promise<void> => {
    const path = join(templates, template)
    const text = await readFile(path, 'utf8')
    await writeFile(
      path,
      text.replace('    init: true\n', `    init: true\n    entrypoint: ${JSON.stringify(entrypoint)}\n`),
    )
  }

  const held = new AsyncDisposableStack()
  after(() => held.disposeAsync())
  before(async () => {
    templates = await mkdtemp(join(tmpdir(), 'slipway-templates-'))
    held.defer(() => rm(templates, { recursive: true }))
    await cp(join(ROOT, 'templates'), templates, { recursive: true })
    await giveProgram('agent-compose.yml.j2', ['/bin/node', '-e', PROGRAM])
    const env = { AGENT_CONTAINER_IMAGE: required('APP_IMAGE'), KANBAN_API_URL: BOARD, TEMPLATES_DIR: templates }
    installation = held.use(await install({ env }))
  })

  const run = async (request: TaskRequest, status: TaskRecord['status'] = 'completed'): Promise<TaskRecord> => {
    const id = await installation.enqueue(request)
    const record = await endOf(installation, id, 60_000)
    assert.equal(record.status, status, `${request.type}: ${record.error ?? ''}`)
    return record
  }
  const published = (id: string): string =>
    z.string().parse(installation.messages.statusesOf(id)[0]?.metadata['agent_webhook_secret'])

  /** What the container says that runs now. */
  const ask = async (): Promise<z.infer<typeof Told>> => {
    const filters = { label: [`com.docker.compose.project=${stackOf('agent', slug)}`] }
    const [container] = await installation.docker.listContainers({ filters })
    const port = container?.Ports.find(({ IP }) => IP === '127.0.0.1')?.PublicPort
    return Told.parse(await (await fetch(`http://127.0.0.1:${port}/`)).json())
  }
  const states = async (): Promise<string[]> =>
    (await onEngine(installation.docker, ownerLabel(owner)))
      .filter((line) => line.startsWith('container '))
      .map((line) => line.split(' ').at(-1) ?? '')

  it('is made with its sandbox, and knows its place, its board and its secret', async () => {
    await run(workspace.provision(own))
    const record = await run(sandbox.provision(own, inner))
    secret = published(record.id)
    assert.equal(record.result?.['agent_stack'], stackOf('agent', slug))
    const made = (record.effects ?? []).filter(({ kind, action }) => kind === 'stack' && action === 'create')
    assert.deepEqual(made.map(({ name }) => name).sort(), stacks)
    assert.deepEqual(await states(), ['running', 'running'])
    const told = await ask()
    assert.deepEqual(told.given, [own.slug, slug, branchOf(slug), BOARD, 'anthropic'])
    assert.deepEqual(told.writable, ['/work'])
    assert.equal(told.message, await readFile(join(ROOT, 'samples/app/message.txt'), 'utf8'))
    assert.equal(told.proof, proofOf(secret))
  })

  it('has its secret from a file of mode 0600, and it stands nowhere else', async () => {
    const { dataDir, docker, redis } = installation
    const file = `${directoryOf('sandbox', slug)}/.secrets/agent_webhook_secret`
    assert.equal(await modeOf(join(dataDir, file)), 0o600)
    const containers = await docker.listContainers({ filters: { label: [ownerLabel(owner)] } })
    const logs = await Promise.all(
      containers.map(({ Id }) => docker.getContainer(Id).logs({ stdout: true, stderr: true })),
    )
    const texts = {
      ...(await filesBelow(dataDir)),
      'docker inspect': await inspectEngine(docker, (await readFile(join(dataDir, 'instance'), 'utf8')).trim()),
      'docker logs': logs.join('\n'),
      Redis: await dumpRedis(redis),
    }
    assert.ok(`${directoryOf('sandbox', slug)}/agent-compose.yml` in texts)
    assert.deepEqual(leaks({ secret }, texts), [`secret in ${file}`])
    assert.ok(texts['docker inspect'].includes('/run/secrets/agent_webhook_secret'))
  })

  it('is suspended and woken with its team', async () => {
    const around = { id: madeTeamId(own.id), slug: own.slug }
    await run(team.suspend(around))
    assert.deepEqual(await states(), ['exited', 'exited'])
    await run(team.restart(around))
    assert.deepEqual(await states(), ['running', 'running'])
    assert.equal((await ask()).proof, proofOf(secret))
  })

  it('starts anew with its agent, and with the new secret if there is one', async () => {
    const { id } = await run(sandbox.restartAgent(own, inner))
    const before = secret
    secret = published(id)
    assert.notEqual(secret, before)
    assert.equal((await ask()).proof, proofOf(secret))
  })

  it('keeps the secret that was published last when its sandbox can not be made anew', async () => {
    await giveProgram('sandbox.yml.j2', ['/bin/busybox', 'false'])
    await run(sandbox.provision(own, inner), 'failed')
    assert.equal((await ask()).proof, proofOf(secret))
  })

  it('goes with its sandbox, and its secret is not archived', async () => {
    const { result } = await run(sandbox.delete(own, inner))
    await assertGone(installation, 'sandbox', inner.id)
    const archived = await readdir(join(installation.dataDir, z.string().parse(result?.['archive'])))
    assert.ok(archived.includes('agent') && !archived.includes('.secrets'), archived.join(' '))
    await assertSwept(installation)
  })
})
