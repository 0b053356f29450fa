import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { gatherRepository, treeText } from './repository.ts'
import { treeReader } from './tree-reader.ts'

/** A tree with these files, and a secret beside it. */
async function tree(files: Record<string, string>) {
  const base = await mkdtemp(join(tmpdir(), 'slipway-tree-'))
  const directory = join(base, 'tree')
  await writeFile(join(base, 'secret'), 'secret')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  const [at, reader] = [(path: string) => join(directory, path), treeReader(directory)]
  return { at, reader, [Symbol.asyncDispose]: () => rm(base, { recursive: true }) }
}

it('files are listed from the top down, without what is git’s or was installed', async () => {
  const files = {
    'src/a/b.ts': '',
    'README.md': '',
    'src/x.ts': '',
    '.git/config': '',
    'node_modules/x/index.js': '',
    'line\nbreak': '',
  }
  await using made = await tree(files)
  assert.deepEqual(await made.reader.listFiles(), ['README.md', 'line\nbreak', 'src/x.ts', 'src/a/b.ts'])
  const { files: names } = await gatherRepository(made.reader)
  assert.equal(treeText({ files: names, moreFiles: 0, guides: [] }), 'README.md\n"line\\nbreak"\nsrc/a/b.ts\nsrc/x.ts')
})

it('no link leads out of the tree or to what is git’s, and no pipe is waited for', async () => {
  await using made = await tree({ 'AGENTS.md': 'how', '.git/config': 'url', 'docs/deep.md': 'deep' })
  await symlink('../secret', made.at('CLAUDE.md'))
  await symlink('.git/config', made.at('README.md'))
  await symlink('..', made.at('up'))
  await symlink('loop', made.at('loop'))
  await symlink('AGENTS.md', made.at('inside.md'))
  execFileSync('mkfifo', [made.at('pipe')])
  for (const path of [
    'CLAUDE.md',
    'README.md',
    'up/secret',
    '../secret',
    '.git/config',
    'loop',
    'pipe',
    'docs',
    '.',
    'none',
  ]) {
    assert.equal(await made.reader.read(path, 100), undefined, path)
  }
  assert.deepEqual(await made.reader.read('inside.md', 100), { text: 'how', beyond: 0 })
  assert.deepEqual(await made.reader.listFiles(), ['AGENTS.md', 'docs/deep.md'])
  assert.deepEqual((await gatherRepository(made.reader)).guides, [{ path: 'AGENTS.md', text: 'how', beyond: 0 }])
})

it('the beginning of a file ends after a whole character', async () => {
  await using made = await tree({ 'a.txt': '€€' })
  assert.deepEqual(await made.reader.read('a.txt', 5), { text: '€', beyond: 1 })
  assert.deepEqual(await made.reader.read('a.txt', 6), { text: '€€', beyond: 0 })
})

it('of a repository 200 files and its guides are told, a guide that is a link to another one once', async () => {
  const files = Object.fromEntries(Array.from({ length: 260 }, (_, index) => [`f/${index}`, '']))
  await using made = await tree({ ...files, 'AGENTS.md': 'a'.repeat(20_000), 'Readme.rst': 'read me' })
  await symlink('AGENTS.md', made.at('CLAUDE.md'))
  const repository = await gatherRepository(made.reader)
  assert.equal(repository.files.length, 200)
  assert.match(treeText(repository), /\n… and 62 more$/)
  assert.deepEqual(
    repository.guides.map(({ path, text, beyond }) => [path, text.length, beyond]),
    [
      ['AGENTS.md', 10_240, 9_760],
      ['Readme.rst', 7, 0],
    ],
  )
})
