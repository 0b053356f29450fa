import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { engineAnswers } from '../engine-address.ts'
import { processes } from '../processes.ts'
import { joinEngine } from './join.ts'
import { enginePaths, type EnginePaths } from './paths.ts'

const { signal } = new AbortController()

/** What an engine still has on this machine. */
const traces = async ({ run, data, keeper }: EnginePaths) => [
  ...processes().filter(
    ({ command }) => command.includes(`${run}/`) || command.includes('keeper.ts ' + join(data, '..')),
  ),
  ...(await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .filter((line) => line.includes(run) || line.includes(data)),
  ...(await readFile('/proc/net/unix', 'utf8')).split('\n').filter((line) => line.includes(keeper)),
]

async function untilGone(paths: EnginePaths): Promise<void> {
  const deadline = performance.now() + 30_000
  while ((await traces(paths)).length > 0) {
    assert.ok(performance.now() < deadline, JSON.stringify(await traces(paths)))
    await setTimeout(50)
  }
}

/** A process that joins the engine and then waits to be killed. */
async function user(dir: string) {
  const script = `
    import { joinEngine } from ${JSON.stringify(join(import.meta.dirname, 'join.ts'))}
    await joinEngine(${JSON.stringify(dir)}, new AbortController().signal)
    console.log('joined')`
  const args = ['--input-type=module-typescript', '--eval', script]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

describe('the Docker engine of a folder', () => {
  let dir: string
  let paths: EnginePaths
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'slipway-engine-'))
    paths = enginePaths(dir)
  })
  after(() => rm(dir, { recursive: true, force: true }))

  it('is one for all its users, and ends with the last of them', async () => {
    const [first, second] = await Promise.all([joinEngine(dir, signal), joinEngine(dir, signal)])
    assert.equal(first.host, second.host)
    await first[Symbol.asyncDispose]()
    assert.ok(await engineAnswers(second.host))
    await second[Symbol.asyncDispose]()
    assert.deepEqual(await traces(paths), [])
  })

  it('ends when its only user is killed, and its networks leave no bridge', async () => {
    const child = await user(dir)
    const env = { DOCKER_HOST: `unix://${paths.socket}` }
    const { stdout } = await execa('docker', ['network', 'create', 'left'], { env })
    const bridge = `br-${stdout.slice(0, 12)}`
    assert.ok((await readFile('/proc/net/dev', 'utf8')).includes(bridge))
    child.kill('SIGKILL')
    await untilGone(paths)
    assert.ok(!(await readFile('/proc/net/dev', 'utf8')).includes(bridge))
  })

  it('starts again after everything was killed', async () => {
    const child = await user(dir)
    for (const { pid } of processes().filter(({ command }) => command.includes(`keeper.ts ${dir}`)))
      process.kill(pid, 'SIGKILL')
    child.kill('SIGKILL')
    const engine = await joinEngine(dir, signal)
    assert.ok(await engineAnswers(engine.host))
    await engine[Symbol.asyncDispose]()
    assert.deepEqual(await traces(paths), [])
  })
})
