import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { execa } from 'execa'
import { clientOf, refused, startAcme } from './testing.ts'

const REPOSITORY = { owner: 'acme', repo: 'template' }

describe('refs of the GitHub double', () => {
  it('are made once, at commits that are there, under names that git takes', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { git } = clientOf(github, token).rest
    const { data: main } = await git.getRef({ ...REPOSITORY, ref: 'heads/main' })
    const { sha } = main.object
    const create = (ref: string, at = sha) => git.createRef({ ...REPOSITORY, ref, sha: at })
    await create('refs/heads/b/c')
    assert.match((await refused(422, create('refs/heads/b/c'))).message, /Reference already exists/)
    await refused(422, create('refs/heads/new', 'f'.repeat(40)))
    await refused(422, create('refs/heads/new', 'main'))
    await refused(422, create('refs/heads'))
    await refused(422, create('refs/heads/a..b'))
    await refused(422, create('refs/heads/b')) // a folder of refs by now
    await refused(404, git.getRef({ ...REPOSITORY, ref: 'heads/feature' }))
    assert.equal((await git.getRef({ ...REPOSITORY, ref: 'heads/feature/a' })).data.ref, 'refs/heads/feature/a')
    assert.ok(github.calls.some((call) => call.path.endsWith('/git/ref/heads%2Ffeature%2Fa')))
    await git.deleteRef({ ...REPOSITORY, ref: 'heads/b/c' })
    assert.match((await refused(422, git.deleteRef({ ...REPOSITORY, ref: 'heads/b/c' }))).message, /does not exist/)
    await refused(422, git.deleteRef({ ...REPOSITORY, ref: 'heads/main' }))
  })

  it('may be in a namespace of their own, and are found by how they begin', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { git } = clientOf(github, token).rest
    const { data: main } = await git.getRef({ ...REPOSITORY, ref: 'heads/main' })
    for (const name of ['one', 'one-more', 'two']) {
      await git.createRef({ ...REPOSITORY, ref: `refs/slipway/x/${name}`, sha: main.object.sha })
    }
    const matching = async (ref: string) =>
      (await git.listMatchingRefs({ ...REPOSITORY, ref })).data.map((found) => found.ref)
    assert.deepEqual(await matching('slipway/x/one'), ['refs/slipway/x/one', 'refs/slipway/x/one-more'])
    assert.deepEqual(await matching('slipway/y'), [])
    assert.deepEqual(await matching('heads/f'), ['refs/heads/feature/a'])
  })

  it('move forward unless forced', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { git } = clientOf(github, token).rest
    const old = (await git.getRef({ ...REPOSITORY, ref: 'heads/main' })).data.object.sha
    const newer = await github.push('acme/template', 'main', { b: 'b' })
    const update = (sha: string, force: boolean) => git.updateRef({ ...REPOSITORY, ref: 'heads/main', sha, force })
    await refused(422, update(old, false))
    await update(old, true)
    assert.equal((await update(newer, false)).data.object.sha, newer)
    await refused(422, git.updateRef({ ...REPOSITORY, ref: 'heads/absent', sha: old }))
  })
})

describe('git over HTTP of the GitHub double', () => {
  it('clones and pushes with a token that may, and with no other', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const folder = await mkdtemp(path.join(tmpdir(), 'slipway-github-git-'))
    const address = (password: string, repository = 'acme/template') =>
      `${github.url.replace('://', `://x-access-token:${password}@`)}/${repository}.git`
    const git = (...args: string[]) =>
      execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
        cwd: folder,
        env: { GIT_TERMINAL_PROMPT: '0' },
      })
    try {
      await git('clone', '--quiet', '--branch', 'feature/a', address(token), 'one')
      assert.equal(await readFile(path.join(folder, 'one/a.txt'), 'utf8'), 'a')
      await writeFile(path.join(folder, 'one/b.txt'), 'b')
      await git('-C', 'one', 'add', '.')
      await git('-C', 'one', 'commit', '--quiet', '-m', 'b')
      await git('-C', 'one', 'push', '--quiet', 'origin', 'feature/a')
      const seen = await github.repositories()[0]?.refs()
      const { stdout: head } = await git('-C', 'one', 'rev-parse', 'HEAD')
      assert.equal(seen?.find(({ ref }) => ref === 'refs/heads/feature/a')?.sha, head)

      const reader = github.addToken({ login: 'ada', owner: 'acme', permissions: { contents: 'read' } })
      await git('clone', '--quiet', address(reader), 'two')
      await assert.rejects(git('-C', 'one', 'push', address(reader), 'HEAD:refs/heads/x'), /403/)
      await assert.rejects(git('clone', address('wrong'), 'three'), /Authentication failed/)
      await assert.rejects(git('clone', address(github.addToken({ login: 'ada', scopes: [] })), 'four'), /not found/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
