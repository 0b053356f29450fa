/** What stood before a provision is somebody else's: the provision is refused, and it is as it was. Takes about 15 seconds. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { assertActive, assertGone, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, sandbox, team, workspace, type Resource, type TaskRequest } from '../support/tasks.ts'
import { required } from '../support/services.ts'
import { contents, traces } from '../support/world.ts'

describe('what stood before', () => {
  let slip: Installation
  const home = fresh('taken')

  before(async () => {
    slip = await install()
    await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(home))))
  })
  after(() => slip[Symbol.asyncDispose]())

  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(slip.dataDir, path)), { recursive: true })
    await writeFile(join(slip.dataDir, path), text)
  }
  const git = async (repository: string, ...args: readonly string[]): Promise<string> =>
    (await execa('git', ['--git-dir', join(slip.dataDir, repository), ...args])).stdout

  /** Each task in its own way: what was put into the data root is the same, byte for byte, and nothing is there besides. */
  const assertRefused = async (type: 'team' | 'workspace' | 'sandbox', { id }: Resource, request: TaskRequest) => {
    const before = await contents(slip.dataDir)
    const task = await slip.enqueue(request)
    const record = await endOf(slip, task)
    assert.deepEqual([record.status, record.error_code], ['failed', 'NAME_TAKEN'], record.error)
    assert.deepEqual(record.leftovers, [])
    assert.deepEqual(await contents(slip.dataDir), before)
    await assertGone(slip, type, id)
    assert.deepEqual(await traces(slip.dataDir, { name: id, id }), [])
    assertToldOnce(slip, task)
  }

  const FOREIGN: Readonly<Record<string, (slug: string) => Promise<void>>> = {
    'a directory': (slug) => put(`workspaces/${slug}/notes.txt`, 'mine'),
    'a database': (slug) => put(`workspaces/${slug}/database/db.json`, '{"_default": {"1": {"mine": true}}}'),
    'a certificate': (slug) => put(`certificates/${slug}.app.localhost/fullchain.pem`, 'mine'),
    'a repository': async (slug) => {
      await git(
        `forge/slipway/${slug}.git`,
        'init',
        '--quiet',
        '--bare',
        join(slip.dataDir, `forge/slipway/${slug}.git`),
      )
    },
    'an application of another owner': async (slug) => {
      const known = await readFile(join(slip.dataDir, `identity/slipway-${home.slug}/application.json`), 'utf8')
      await put(`identity/slipway-${slug}/application.json`, known.replace(home.id, randomUUID()))
    },
    'the directory of the team that would be made': (slug) => put(`teams/${slug}/notes.txt`, 'mine'),
  }
  for (const [what, make] of Object.entries(FOREIGN))
    it(`is left alone by a workspace: ${what}`, async () => {
      const each = fresh('taken')
      await make(each.slug)
      await assertRefused('workspace', each, workspace.provision(each))
    })

  it('is left alone by a sandbox: a branch that somebody pushed', async () => {
    const each = fresh('s')
    const repository = `forge/slipway/${home.slug}.git`
    const branch = `sandbox/${home.slug}-${each.slug}`
    await git(repository, 'branch', branch, 'main')
    await assertRefused('sandbox', each, sandbox.provision(home, each))
    assert.equal(await git(repository, 'rev-parse', branch), await git(repository, 'rev-parse', 'main'))
  })

  const OTHERS = {
    'a stack of another tool': {},
    'a stack of another Slipway': { 'slipway.instance': 'test-another', 'slipway.task': 'task-1' },
  }
  for (const [what, labels] of Object.entries(OTHERS))
    it(`is left alone by a team: ${what}`, async () => {
      const each = fresh('taken')
      const container = await slip.docker.createContainer({
        Image: required('APP_IMAGE'),
        Cmd: ['/bin/busybox', 'sleep', '600'],
        Labels: { 'com.docker.compose.project': `team-${each.slug}`, 'com.docker.compose.service': 'app', ...labels },
        HostConfig: { Init: true },
      })
      try {
        await container.start()
        const { Id, State } = await container.inspect()
        await assertRefused('team', each, team.provision(each))
        const after = await container.inspect()
        assert.deepEqual([after.Id, after.State.StartedAt, after.State.Running], [Id, State.StartedAt, true])
      } finally {
        await container.remove({ force: true })
      }
    })

  it('is left alone by another id: a workspace with its team, which goes on answering', async () => {
    const own = (await slip.resources()).find(({ id }) => id === home.id)
    for (const request of [workspace.provision, team.provision]) {
      const other = { id: randomUUID(), slug: home.slug }
      await assertRefused(request === team.provision ? 'team' : 'workspace', other, request(other))
    }
    assert.equal((await fetch(`${String(own?.metadata['url'])}/health`)).status, 200)
  })

  it('is no leftover for the sweeper, unless it carries the tag of an owner that is gone', async () => {
    assert.deepEqual(
      (await slip.sweep()).removed.map(({ kind }) => kind),
      ['application'],
    )
    await assertSwept(slip)
  })
})
