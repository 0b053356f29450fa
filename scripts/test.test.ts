import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { processesWith } from './setup/processes.ts'

const LEAVES_THINGS = `
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
test('leaves things behind', () => {
  const labels = ['--label', 'slipway.instance=test-of-npm-test']
  spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref()
  const env = { HOME: tmpdir() + '/home', PATH: process.env.PATH }
  spawn('sleep', ['601'], { detached: true, stdio: 'ignore', env }).unref()
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', mkdtempSync(tmpdir() + '/left-')])
  execFileSync('docker', ['network', 'create', ...labels, 'left-' + process.pid])
  execFileSync('docker', ['create', ...labels, process.env.APP_IMAGE])
})
`
const GOES_ON = `
import { test } from 'node:test'
test('goes on', () => new Promise(() => { console.log('going on', process.env.SLIPWAY_TEST_RUN); setInterval(() => 0, 1000) }))
`

/** Runs `npm test` over one file, as its own process. */
function start(file: string) {
  // node --test runs files only when it is not told that it is itself a test.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'test.ts'), file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, exit: once(child, 'exit'), errors: text(child.stderr) }
}

describe('npm test', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-npm-test-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('removes what tests leave behind, names it, and fails', async () => {
    const file = join(folder, 'leaves.test.mjs')
    await writeFile(file, LEAVES_THINGS)
    const { child, exit, errors } = start(file)
    const output = await text(child.stdout)
    assert.match(output, /tests 1\n/)
    assert.match(output, /fail 0\n/)
    assert.equal((await exit)[0], 1)
    for (const trace of [
      /process \d+: sleep 600/,
      /process \d+: sleep 601/,
      /container \w+ of test-of-npm-test/,
      /network \w+ of test-of-npm-test/,
      /mount \S+left-/,
      /file left-/,
    ])
      assert.match(await errors, trace)
  })

  it('ends everything when it is interrupted', async () => {
    const file = join(folder, 'goes-on.test.mjs')
    await writeFile(file, GOES_ON)
    const { child, exit } = start(file)
    let output = ''
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      if (output.includes('going on')) child.kill('SIGINT')
    })
    assert.equal((await exit)[0], 130)
    const mark = `SLIPWAY_TEST_RUN=${/going on (\S+)/.exec(output)?.[1] ?? ''}`
    assert.deepEqual(processesWith(mark), [])
  })
})
