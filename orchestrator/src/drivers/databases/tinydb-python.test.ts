import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createTestRoot } from './test-root.ts'
import { createTinyDb } from './tinydb.ts'

const PYTHON = '/usr/bin/python3' // the one that the distribution's python3-tinydb belongs to
const TAG = { owner: 'sandbox:1', task: 'task-1' }
const STATES = 20
const { signal } = new AbortController()

/** Runs a Python script with one argument; answers its output. */
const python = (script: string, file: string) => execFileSync(PYTHON, ['-c', script, file], { encoding: 'utf8' })

/** A Python process that writes a file until it is disposed of; answers once it has begun. */
async function startWriter(script: string, file: string): Promise<AsyncDisposable> {
  const writer: ChildProcess = spawn(PYTHON, ['-c', script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(writer, 'exit')
  assert.ok(writer.stdout)
  await Promise.race([once(writer.stdout, 'data'), ended])
  assert.equal(writer.exitCode, null, 'the writer has ended')
  return {
    [Symbol.asyncDispose]: async () => {
      writer.kill('SIGKILL')
      await ended
    },
  }
}

// Two rows that TinyDB always changes together, in one write, to texts that grow and shrink.
const TINYDB_WRITER = `
import sys, tinydb
db = tinydb.TinyDB(sys.argv[1])
db.insert_multiple([{'n': 0, 'text': ''}, {'n': 0, 'text': ''}])
print('begun', flush=True)
n = 0
while True:
    n += 1
    db.update({'n': n, 'text': 'x' * (n * 7919 % 30000)})
`

// Rows of a fixed width that are all changed by one write(2) of many megabytes: a mixture of two states is valid JSON.
const LARGE_WRITER = `
import sys, os, time
file = os.open(sys.argv[1], os.O_RDWR)
n = 0
while True:
    n += 1
    rows = ', '.join('"%d": {"n": %08d}' % (i, 10000000 + n) for i in range(1, 300001))
    os.pwrite(file, ('{"_default": {' + rows + '}}').encode(), 0)
    if n == 1: print('begun', flush=True)
    time.sleep(0.2)
`

const Rows = z.object({ _default: z.record(z.string(), z.looseObject({ n: z.number() })) })
const rowsOf = async (file: string) => Object.values(Rows.parse(JSON.parse(await readFile(file, 'utf8')))._default)

describe("Python's TinyDB", () => {
  it('opens what was made, counts ids on, and what it wrote is cloned', async () => {
    await using root = await createTestRoot('')
    const databases = createTinyDb(root)
    const made = root.nextClone()
    const members = [{ name: 'Zoë', owner: true }, { name: 'b' }]
    await databases.ensureDatabase(made, { _default: [], members }, TAG, signal)
    const insert = `
import sys, json, tinydb
db = tinydb.TinyDB(sys.argv[1])
print(json.dumps([db.table('members').all(), db.table('members').insert({'pi': 3.14, 'nan': float('nan')}), db.insert({})]))`
    assert.deepEqual(JSON.parse(python(insert, join(root.dataDir, made))), [members, 3, 1])

    const clone = root.nextClone()
    await databases.ensureClone(made, clone, TAG, signal)
    assert.deepEqual(await readFile(join(root.dataDir, clone)), await readFile(join(root.dataDir, made)))
    const count = 'import sys, tinydb; print(len(tinydb.TinyDB(sys.argv[1]).table("members")))'
    assert.equal(python(count, join(root.dataDir, clone)).trim(), '3')
  })

  it('opens the clone of an empty file, as its later versions leave one before the first row', async () => {
    await using root = await createTestRoot('')
    const clone = root.nextClone()
    const { bytes } = await createTinyDb(root).ensureClone(root.source, clone, TAG, signal)
    assert.equal(bytes, 0)
    const insert = 'import sys, tinydb; print(tinydb.TinyDB(sys.argv[1]).insert({}))'
    assert.equal(python(insert, join(root.dataDir, clone)).trim(), '1')
  })

  it('tears what a plain reader reads while it writes without a pause, and no clone', async () => {
    await using root = await createTestRoot('')
    await using _writer = await startWriter(TINYDB_WRITER, root.sourceFile)
    const databases = createTinyDb(root)
    const states = new Set<number>()
    while (states.size < STATES) {
      const path = root.nextClone()
      await databases.ensureClone(root.source, path, TAG, signal)
      const [first, second, ...others] = await rowsOf(join(root.dataDir, path))
      assert.ok(first)
      assert.deepEqual(second, first)
      assert.deepEqual(others, [])
      states.add(first.n)
    }
    await assert.rejects(async () => {
      for (let reads = 0; reads < 100_000; reads += 1) await rowsOf(root.sourceFile)
    }, SyntaxError)
  })

  it('gives no clone a mixture of two states, even where that would be valid', async () => {
    await using root = await createTestRoot('')
    await using _writer = await startWriter(LARGE_WRITER, root.sourceFile)
    const databases = createTinyDb(root)
    for (let clone = 0; clone < 5; clone += 1) {
      const path = root.nextClone()
      await databases.ensureClone(root.source, path, TAG, signal)
      const rows = await rowsOf(join(root.dataDir, path))
      assert.equal(rows.length, 300_000)
      assert.equal(new Set(rows.map(({ n }) => n)).size, 1)
    }
  })
})
