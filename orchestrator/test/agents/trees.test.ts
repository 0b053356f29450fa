import assert from 'node:assert/strict'
import { access, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { createLocalForge } from '../../src/drivers/forge/local.ts'
import { asking, BRANCH, CHECKOUT, Ear, git, makeWorld, never, TAG } from './world.ts'

const AUTHOR = { name: 'Agent Smith', email: 'smith@example.test' }
const REQUEST = { message: 'Work\n\nCard: c1\n', author: AUTHOR }
const failsWith = (code: Failure['code']) => (thrown: unknown) => thrown instanceof Failure && thrown.code === code
const thing = (run: string) => ({ kind: 'agent-run', name: run }) as const

/** A commit of others in the checkout, while its branch goes back to where it was. */
async function commitOfOthers(checkout: string, file: string, text: string): Promise<string> {
  await git(checkout, 'checkout', '--quiet', '-b', 'others')
  await writeFile(join(checkout, file), text)
  await git(checkout, 'add', '--all')
  await git(checkout, 'commit', '--quiet', '--message=of others')
  const commit = await git(checkout, 'rev-parse', 'HEAD')
  await git(checkout, 'checkout', '--quiet', BRANCH)
  await git(checkout, 'branch', '--quiet', '--delete', '--force', 'others')
  return commit
}

const savedIn = (checkout: string): Promise<string> =>
  git(checkout, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/slipway')

describe("the tree of an agent's run", () => {
  it('is at its commit on the branch, without a remote, once; the checkout is left alone', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const tree = join(world.dataDir, agents.treeOf(run))
    assert.equal(await git(tree, 'rev-parse', '--abbrev-ref', 'HEAD'), BRANCH)
    assert.equal(await git(tree, 'rev-parse', 'HEAD'), world.base)
    assert.equal(await git(tree, 'status', '--porcelain'), '')
    assert.equal(await git(tree, 'remote'), '')
    await writeFile(join(tree, 'new'), 'of the agent\n')
    const request = { checkout: CHECKOUT, commit: world.base, branch: BRANCH }
    await agents.ensureTree(run, request, TAG, never)
    assert.deepEqual((await readdir(tree)).sort(), ['.git', 'README.md', 'new'])
    assert.equal(await git(world.checkout, 'status', '--porcelain'), '')
    const others = { owner: 'agent:other', task: 'task-2' }
    await assert.rejects(agents.ensureTree(run, request, others, never), failsWith('NAME_TAKEN'))
    const missing = { ...request, commit: '0'.repeat(40) }
    await assert.rejects(agents.ensureTree('another', missing, TAG, never), failsWith('RESOURCE_NOT_FOUND'))
    const nowhere = { ...request, checkout: 'sandboxes/none/checkout' }
    await assert.rejects(agents.ensureTree('another', nowhere, TAG, never), failsWith('RESOURCE_NOT_FOUND'))
    assert.deepEqual(await readdir(join(world.dataDir, 'agents', 'shop-one')), [run])
    await agents.remove(thing(run), others, never)
    assert.deepEqual(await agents.list(never), [{ ...thing(run), ...TAG }])
  })

  it("is committed whole, on top of the agent's own commits, and pushed from where no agent can write", async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const tree = join(world.dataDir, agents.treeOf(run))
    assert.equal(await agents.commit(run, REQUEST, never), undefined)
    await writeFile(join(tree, 'own'), 'one\ntwo\n')
    await git(tree, 'add', '--all')
    await git(tree, 'commit', '--quiet', '--message=by the agent')
    const own = await git(tree, 'rev-parse', 'HEAD')
    await rm(join(tree, 'README.md'))
    await writeFile(join(tree, 'image'), Buffer.from([0, 1, 2, 0]))
    await writeFile(join(tree, 'line\nbreak'), 'x\n')
    // Neither a lock that was left behind, nor what the index hides, stands in the way.
    await writeFile(join(tree, '.git', 'index.lock'), '')
    const committed = await agents.commit(run, REQUEST, never)
    assert.deepEqual(committed?.files, [
      { path: 'README.md', added: 0, removed: 1 },
      { path: 'image', added: null, removed: null },
      { path: 'line\nbreak', added: 1, removed: 0 },
      { path: 'own', added: 2, removed: 0 },
    ])
    assert.deepEqual(await agents.commit(run, REQUEST, never), committed)
    const outbox = join(world.dataDir, agents.outboxOf(run))
    assert.equal(await git(outbox, 'rev-parse', 'HEAD', 'HEAD^'), `${committed.commit}\n${own}`)
    assert.equal(
      await git(outbox, 'log', '-1', '--format=%an %ae %cn %B'),
      'Agent Smith smith@example.test Slipway Work\n\nCard: c1',
    )

    const bare = join(world.dataDir, 'forge', 'acme', 'shop.git')
    await git(world.checkout, 'clone', '--quiet', '--bare', world.checkout, bare)
    const target = { repository: 'acme/shop', branch: BRANCH, directory: agents.outboxOf(run) }
    const pushed = await createLocalForge({ dataDir: world.dataDir }).push(target, never)
    assert.equal(pushed.commit, committed.commit)
    assert.equal(await git(bare, 'rev-parse', BRANCH), committed.commit)
  })

  it('is committed on top of its base, whatever the agent made of its repository', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const spoilt: ((tree: string) => Promise<unknown>)[] = [
      (tree) => git(tree, 'checkout', '--quiet', '--orphan', 'elsewhere'),
      (tree) => rm(join(tree, '.git'), { recursive: true }),
      async (tree) => {
        await rm(join(tree, '.git'), { recursive: true })
        await git(tree, 'init', '--quiet')
        await git(tree, 'commit', '--quiet', '--allow-empty', '--message=unrelated')
      },
      (tree) => writeFile(join(tree, '.git', 'HEAD'), 'nonsense'),
    ]
    for (const spoil of spoilt) {
      const run = await world.newRun(agents)
      const tree = join(world.dataDir, agents.treeOf(run))
      await spoil(tree)
      await writeFile(join(tree, 'new'), 'x\n')
      const committed = await agents.commit(run, REQUEST, never)
      assert.deepEqual(committed?.files, [{ path: 'new', added: 1, removed: 0 }])
      const outbox = join(world.dataDir, agents.outboxOf(run))
      assert.equal(await git(outbox, 'rev-parse', 'HEAD^'), world.base)
    }
  })

  it('is put on top of what others made meanwhile, or refused where that contradicts it', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const tree = join(world.dataDir, agents.treeOf(run))
    await assert.rejects(agents.rebase(run, world.base, never), failsWith('RESOURCE_NOT_FOUND'))
    await writeFile(join(tree, 'first'), 'x\n')
    await git(tree, 'add', '--all')
    await git(tree, 'commit', '--quiet', '--message=first of the agent')
    await writeFile(join(tree, 'README.md'), 'another shop\n')
    await agents.commit(run, REQUEST, never)
    const contrary = await commitOfOthers(world.checkout, 'README.md', 'a third shop\n')
    await assert.rejects(agents.rebase(run, contrary, never), (thrown) => {
      return failsWith('BRANCH_DIVERGED')(thrown) && thrown instanceof Error && /README\.md/.test(thrown.message)
    })
    const others = await commitOfOthers(world.checkout, 'theirs', 'of others\n')
    const rebased = await agents.rebase(run, others, never)
    assert.deepEqual(
      rebased.files.map(({ path }) => path),
      ['README.md', 'first'],
    )
    const outbox = join(world.dataDir, agents.outboxOf(run))
    const log = await git(outbox, 'log', '--format=%s|%an', `${others}..${rebased.commit}`)
    assert.equal(log, 'Work|Agent Smith\nfirst of the agent|Us')
    assert.equal(await git(outbox, 'rev-parse', 'HEAD', 'HEAD~2'), `${rebased.commit}\n${others}`)
    assert.equal(await git(outbox, 'show', 'HEAD:theirs'), 'of others')
  })

  it('runs no program that its configuration names', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const tree = join(world.dataDir, agents.treeOf(run))
    const proof = world.path('proof')
    const program = join(tree, '.git', 'hostile')
    await writeFile(program, `#!/bin/sh\necho "$0" >> '${proof}'\n[ $# -gt 0 ] || cat\n`, { mode: 0o755 })
    await mkdir(join(tree, '.git', 'hooks'))
    for (const hook of ['pre-commit', 'post-commit', 'reference-transaction', 'post-index-change', 'post-checkout']) {
      await symlink(program, join(tree, '.git', 'hooks', hook))
    }
    await writeFile(join(tree, '.gitattributes'), '* filter=evil diff=evil merge=evil\n')
    const settings = {
      ...{ 'core.fsmonitor': program, 'core.hooksPath': join(tree, '.git', 'hooks'), 'core.pager': program },
      ...{ 'filter.evil.clean': program, 'filter.evil.smudge': program, 'filter.evil.required': 'true' },
      ...{ 'diff.evil.textconv': program, 'diff.external': program, 'merge.evil.driver': program },
      ...{ 'gpg.program': program, 'commit.gpgSign': 'true', 'core.editor': program },
      // Objects that are missing are fetched from a remote, by a program of its choice.
      ...{ 'core.repositoryFormatVersion': '1', 'extensions.partialClone': 'evil' },
      ...{ 'remote.evil.url': world.checkout, 'remote.evil.promisor': 'true', 'remote.evil.uploadpack': program },
      ...{ 'protocol.file.allow': 'always', 'protocol.ext.allow': 'always' },
    }
    for (const [name, value] of Object.entries(settings)) await git(tree, 'config', name, value)
    // Whoever believes that configuration does run it.
    await git(tree, 'add', '--all')
    await rm(proof)
    await writeFile(join(tree, 'new'), 'x\n')
    await writeFile(join(tree, '.git', 'refs', 'heads', 'gone'), `${'1'.repeat(40)}\n`)
    await writeFile(join(tree, '.git', 'HEAD'), 'ref: refs/heads/gone\n')

    const committed = await agents.commit(run, REQUEST, never)
    assert.deepEqual(
      committed?.files.map(({ path }) => path),
      ['.gitattributes', 'new'],
    )
    await agents.rebase(run, await commitOfOthers(world.checkout, 'theirs', 'x\n'), never)
    await agents.remove(thing(run), TAG, never)
    assert.match(await savedIn(world.checkout), /^refs\/slipway\/runs\/task-1 /)
    await assert.rejects(access(proof), { code: 'ENOENT' })
  })

  it('keeps what was not merged in the checkout when it is removed, and nothing besides', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const script = `echo work > file; mkdir locked; echo x > locked/x; chmod 0 locked; git commit --quiet --allow-empty -m own\n`
    const outcome = await agents.run(run, asking(script), TAG, new Ear(), never)
    assert.equal(outcome.failure, undefined)
    await agents.remove(thing(run), TAG, never)
    const [ref, commit = ''] = (await savedIn(world.checkout)).split(' ')
    assert.equal(ref, 'refs/slipway/runs/task-1')
    assert.equal(await git(world.checkout, 'show', `${commit}:file`), 'work')
    assert.match(await git(world.checkout, 'fsck', '--connectivity-only'), /^$/)
    assert.equal(await git(world.checkout, 'rev-parse', 'HEAD'), world.base)
    assert.equal(await git(world.checkout, 'status', '--porcelain'), '')
    await assert.rejects(access(join(world.dataDir, 'agents', 'shop-one')), { code: 'ENOENT' })
    assert.deepEqual(await agents.list(never), [])
    // Once more, and what was never there.
    await agents.remove(thing(run), TAG, never)
    await agents.remove(thing('never'), TAG, never)
  })

  it('leaves no ref where all was merged or nothing was done, and at most 20 otherwise', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const idle = await world.newRun(agents)
    await agents.run(idle, asking('true\n'), TAG, new Ear(), never)
    await agents.remove(thing(idle), TAG, never)

    const merged = await world.newRun(agents)
    await writeFile(join(world.dataDir, agents.treeOf(merged), 'file'), 'work\n')
    await agents.commit(merged, REQUEST, never)
    const { commit } = await agents.rebase(merged, await commitOfOthers(world.checkout, 'theirs', 'x\n'), never)
    await git(world.checkout, 'fetch', '--quiet', join(world.dataDir, agents.outboxOf(merged)), 'HEAD')
    await git(world.checkout, 'update-ref', `refs/remotes/origin/${BRANCH}`, commit)
    await agents.remove(thing(merged), TAG, never)
    assert.equal(await savedIn(world.checkout), '')

    const old = Array.from({ length: 21 }, (_, at) => `HEAD:refs/slipway/runs/old-${at}`)
    await git(world.checkout, 'fetch', '--quiet', world.checkout, ...old)
    const unmerged = await world.newRun(agents)
    await writeFile(join(world.dataDir, agents.treeOf(unmerged), 'file'), 'more work\n')
    await agents.commit(unmerged, REQUEST, never)
    await agents.remove(thing(unmerged), TAG, never)
    const refs = (await savedIn(world.checkout)).split('\n')
    assert.equal(refs.length, 20)
    assert.ok(refs.some((ref) => ref.startsWith('refs/slipway/runs/task-1 ')))
  })

  it('tells how a gate ended, with the last of its output', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const passed = await agents.gate(run, ['sh', '-c', 'pwd; echo "$0" >&2', 'a; "b" $(c)'], 60, never)
    const tree = join(world.dataDir, agents.treeOf(run))
    assert.deepEqual(
      { ...passed, duration_s: 0 },
      {
        ...{ command: 'sh -c pwd; echo "$0" >&2 a; "b" $(c)', exit_code: 0, duration_s: 0 },
        output: `${tree}\na; "b" $(c)`,
      },
    )
    const failed = await agents.gate(run, ['sh', '-c', 'seq 100000; exit 7'], 60, never)
    const lines = failed.output.split('\n')
    assert.deepEqual([failed.exit_code, lines.length, lines.at(-1)], [7, 40, '100000'])
    const late = await agents.gate(run, ['sleep', '600'], 1, never)
    assert.equal(late.exit_code, null)
    const missing = await agents.gate(run, ['no-such-program'], 60, never)
    assert.notEqual(missing.exit_code, 0)
    assert.match(missing.output, /no-such-program/)
  })
})
