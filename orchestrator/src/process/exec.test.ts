import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { exec, ExecError } from './exec.ts'

const { signal } = new AbortController()
const node = process.execPath

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown = await work.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  )
  assert.ok(thrown instanceof Failure)
  return thrown
}

/** A socket on which a process shows that it lives: the connection closes when the process is gone. */
async function withLifeline(use: (path: string, server: Server) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-exec-'))
  const path = join(folder, 'lifeline')
  const server = createServer((socket) => {
    socket.on('error', () => undefined) // a killed process may reset the connection; its close is what counts
    socket.resume()
  }).listen(path)
  try {
    await once(server, 'listening')
    await use(path, server)
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
}
const holdOn = `process.on('SIGTERM', () => {}); require('net').connect(process.argv[1])`

const nextConnectionCloses = async (server: Server): Promise<() => Promise<void>> => {
  const closed = new Promise<void>((resolve) => {
    server.once('connection', (socket) => socket.once('close', () => resolve()))
  })
  await once(server, 'connection')
  return () => closed
}

describe('exec', () => {
  it('passes arguments as they are, and input on standard input, which is closed otherwise', async () => {
    const args = ['', ' ', '$(id)', '`id`', '\'"', '*', '; exit 1', 'ü\n', '--']
    const echo = `process.stdout.write(JSON.stringify(process.argv.slice(1)) + require('fs').readFileSync(0, 'utf8'))`
    const { stdout } = await exec(node, ['-e', echo, '--', ...args], { signal, input: 'given' })
    assert.equal(stdout, `${JSON.stringify(args)}given`)
    assert.equal((await exec(node, ['-e', echo], { signal })).stdout, '[]')
  })

  it('adds to the environment, and takes out of it what is undefined', async () => {
    const show = `console.log(process.env.ADDED, process.env.PATH)`
    const { stdout } = await exec(node, ['-e', show], { signal, env: { ADDED: 'yes', PATH: undefined } })
    assert.equal(stdout, 'yes undefined')
  })

  it('tells the exit code and the output of a program that fails, 127 included', async () => {
    for (const code of [1, 127]) {
      const script = `console.log('out'); console.error('wrong'); process.exitCode = ${code}`
      const failure = await failureOf(exec(node, ['-e', script], { signal }))
      assert.equal(failure.code, 'COMMAND_FAILED')
      assert.ok(failure.cause instanceof ExecError)
      const { exitCode, stdout, stderr } = failure.cause
      assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: code, stdout: 'out', stderr: 'wrong' })
      assert.match(failure.message, /exited with \d+: wrong$/)
    }
  })

  it('names the signal that killed a program', async () => {
    const failure = await failureOf(exec(node, ['-e', `process.kill(process.pid, 'SIGKILL')`], { signal }))
    assert.equal(failure.code, 'COMMAND_FAILED')
    assert.match(failure.message, /was killed by SIGKILL/)
  })

  it('tells a missing program from a missing working directory', async () => {
    assert.equal((await failureOf(exec('slipway-no-such-program', [], { signal }))).code, 'COMMAND_MISSING')
    assert.equal((await failureOf(exec('/nowhere/program', [], { signal }))).code, 'COMMAND_MISSING')
    const failure = await failureOf(exec(node, ['-v'], { signal, cwd: '/nowhere' }))
    assert.equal(failure.code, 'COMMAND_FAILED')
    assert.match(failure.message, /nowhere/)
  })

  it('kills what takes longer than its time', async () => {
    const failure = await failureOf(exec('sleep', ['60'], { signal, timeoutMs: 50 }))
    assert.equal(failure.code, 'TIMEOUT')
    assert.ok(failure.retryable)
  })

  it('starts nothing for a signal that has aborted, and throws its reason', async () => {
    const reason = new Error('cancelled')
    await assert.rejects(exec('slipway-no-such-program', [], { signal: AbortSignal.abort(reason) }), reason)
  })

  it('kills a program that ignores SIGTERM when the signal aborts, and throws the reason when it is gone', async () => {
    await withLifeline(async (path, server) => {
      const controller = new AbortController()
      const reason = new Error('cancelled')
      const running = assert.rejects(exec(node, ['-e', holdOn, path], { signal: controller.signal }), reason)
      const closed = await nextConnectionCloses(server)
      controller.abort(reason)
      await running
      await closed()
    })
  })

  it('kills with a program what that started, though it holds the output open', async () => {
    await withLifeline(async (path, server) => {
      const controller = new AbortController()
      const reason = new Error('cancelled')
      const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(holdOn)}, process.argv[1]], { stdio: 'inherit' })`
      const running = assert.rejects(exec(node, ['-e', parent, path], { signal: controller.signal }), reason)
      const closed = await nextConnectionCloses(server)
      controller.abort(reason)
      await running
      await closed()
    })
  })

  it('does not let a program outlive this process when that is killed', async () => {
    await withLifeline(async (path, server) => {
      const module = JSON.stringify(new URL('./exec.ts', import.meta.url).href)
      const call = `exec(${JSON.stringify(node)}, ${JSON.stringify(['-e', holdOn, path])}, { signal: new AbortController().signal })`
      const script = `import { exec } from ${module}; await ${call}`
      const parent = spawn(node, ['--input-type=module', '-e', script], { stdio: 'inherit' })
      const closed = await nextConnectionCloses(server)
      parent.kill('SIGKILL')
      await closed()
    })
  })
})
