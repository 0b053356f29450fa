import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { createTestRoot, type TestRoot } from './test-root.ts'
import { createTinyDb } from './tinydb.ts'

const TAG = { owner: 'sandbox:1', task: 'task-1' }
const VALID = '{"_default": {"1": {"name": "a"}}}'
const LONG_AGO = new Date('2020-01-01')
const Said = z.object({ bytes: z.number(), grownKb: z.number(), blockedMs: z.number() })
const { signal } = new AbortController()

const cloneOf = (root: TestRoot, patienceMs = 10_000) =>
  createTinyDb({ dataDir: root.dataDir, patienceMs }).ensureClone(root.source, root.nextClone(), TAG, signal)

describe('clone of a database', () => {
  for (const contents of [
    VALID.slice(0, -1),
    `${VALID}}`,
    '[]',
    '1',
    ' ',
    'x',
    '{"a": "\u0001"}',
    Buffer.from([0x7b, 0xff]),
  ]) {
    it(`tells that ${JSON.stringify(String(contents))} at rest is corrupt, and leaves it and nothing else`, async () => {
      await using root = await createTestRoot(contents)
      await utimes(root.sourceFile, LONG_AGO, LONG_AGO)
      await assert.rejects(cloneOf(root), { code: 'DATABASE_CORRUPT' })
      assert.deepEqual(await readFile(root.sourceFile), Buffer.from(contents))
      assert.deepEqual(await readdir(root.cloneDirectory), [])
    })
  }

  it('tells that one which is being written is busy, once its patience ends, and leaves nothing', async () => {
    await using root = await createTestRoot(VALID.slice(0, 10))
    await assert.rejects(cloneOf(root, 100), { code: 'DATABASE_BUSY', retryable: true })
    assert.deepEqual(await readdir(root.cloneDirectory), [])
  })

  it('waits for a write that is half done', async () => {
    await using root = await createTestRoot(VALID.slice(0, 10))
    const cloning = cloneOf(root)
    await delay(100)
    await writeFile(root.sourceFile, VALID)
    assert.equal((await cloning).bytes, VALID.length)
  })

  it('takes a file whose time of change lies in the future', async () => {
    await using root = await createTestRoot(VALID)
    const tomorrow = new Date(Date.now() + 86_400_000)
    await utimes(root.sourceFile, tomorrow, tomorrow)
    assert.equal((await cloneOf(root)).bytes, VALID.length)
  })

  it('follows no link and waits for no pipe that an application has put in the place of its database', async () => {
    await using root = await createTestRoot(VALID)
    const secret = join(root.dataDir, 'secret.json')
    await writeFile(secret, VALID)
    await rm(root.sourceFile)
    await symlink(secret, root.sourceFile)
    await assert.rejects(cloneOf(root), { code: 'INTERNAL', class: 'permanent' })
    await rm(root.sourceFile)
    execFileSync('mkfifo', [root.sourceFile])
    await assert.rejects(cloneOf(root), { code: 'DATABASE_NOT_FOUND' })
    await rm(root.sourceFile)
    await mkdir(root.sourceFile)
    await assert.rejects(cloneOf(root), { code: 'DATABASE_NOT_FOUND' })
  })

  it('counts a sidecar that is a link, a pipe or nonsense as none', async () => {
    await using root = await createTestRoot(VALID)
    const databases = createTinyDb(root)
    const sidecar = join(dirname(root.sourceFile), '.slipway.json')
    const place = [
      () => symlink('/dev/zero', sidecar),
      () => execFileSync('mkfifo', [sidecar]),
      () => mkdir(sidecar),
      () => writeFile(sidecar, '{"database": "../../x", "owner": "sandbox:1", "task": "task-1"}'),
      () => writeFile(sidecar, '['.repeat(1_000_000)),
    ]
    for (const put of place) {
      await put()
      assert.deepEqual(await databases.list(signal), [])
      await databases.remove({ kind: 'database', name: root.source }, TAG, signal)
      await assert.rejects(databases.ensureDatabase(root.source, {}, TAG, signal), { code: 'NAME_TAKEN' })
      assert.equal(await readFile(root.sourceFile, 'utf8'), VALID)
      await rm(sidecar, { recursive: true })
    }
  })

  it('is aborted in the middle, and leaves nothing', async () => {
    await using root = await createTestRoot(`{"_default": {"1": {"text": "${'x'.repeat(50_000_000)}"}}}`)
    const abort = new AbortController()
    const reason = new Error('cancelled')
    const cloning = createTinyDb(root).ensureClone(root.source, root.nextClone(), TAG, abort.signal)
    const stopped = assert.rejects(cloning, reason)
    while ((await readdir(root.cloneDirectory)).length === 0) await delay(1)
    abort.abort(reason)
    await stopped
    assert.deepEqual(await readdir(root.cloneDirectory), [])
  })

  it('takes constant memory and lets the event loop turn', async () => {
    const row = (n: number) => `"${n}": {"name": "user ${n}", "age": ${n % 97}, "email": "u${n}@example.test"}`
    const rows = Array.from({ length: 1_000_000 }, (_, n) => row(n + 1)).join(', ')
    await using root = await createTestRoot(`{"_default": {${rows}}}`)
    const script = `
      const { createTinyDb } = await import(${JSON.stringify(new URL('tinydb.ts', import.meta.url).href)})
      const { monitorEventLoopDelay } = await import('node:perf_hooks')
      const [dataDir, small, source, first, second] = process.argv.slice(1)
      const databases = createTinyDb({ dataDir })
      const clone = (from, to) => databases.ensureClone(from, to, { owner: 'sandbox:1', task: 't' }, new AbortController().signal)
      await databases.ensureDatabase(small, {}, { owner: 'sandbox:1', task: 't' }, new AbortController().signal)
      await clone(small, first)
      const before = process.resourceUsage().maxRSS
      const loop = monitorEventLoopDelay({ resolution: 1 })
      loop.enable()
      const { bytes } = await clone(source, second)
      loop.disable()
      console.log(JSON.stringify({ bytes, grownKb: process.resourceUsage().maxRSS - before, blockedMs: loop.max / 1e6 }))`
    const paths = () => [root.dataDir, root.nextClone(), root.source, root.nextClone(), root.nextClone()]
    // A machine with other things to do makes the event loop wait, too, but not each time.
    const blocked: number[] = []
    for (let run = 0; run < 3 && !blocked.some((ms) => ms < 150); run += 1) {
      const said = execFileSync(process.execPath, ['--input-type=module', '-e', script, ...paths()], {
        encoding: 'utf8',
      })
      const { bytes, grownKb, blockedMs } = Said.parse(JSON.parse(said))
      assert.ok(bytes > 60_000_000)
      assert.ok(grownKb < 24 * 1024, `grew by ${grownKb} KiB`)
      blocked.push(blockedMs)
    }
    assert.ok(Math.min(...blocked) < 150, `blocked the event loop for ${blocked.join(', ')} ms`)
  })
})
