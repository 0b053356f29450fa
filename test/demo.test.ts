/** The demo end to end, as `npm run demo` runs it. About 45 s on two cores. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { z } from 'zod'
import { AgentResult } from '#contract'
import { isLoggedIn } from '../scripts/demo/agents/login.ts'
import { startModelApi } from './doubles/model-api/model-api.ts'
import { required } from './support/services.ts'

const ROOT = join(import.meta.dirname, '..')
const STEPS = [
  ...['set-up', 'team', 'workspace', 'sandboxes', 'databases', 'branch', 'card'],
  ...['suspend and restart', 'failure', 'deletion', 'sweep'],
]
const INTERRUPTED = 130
const FAR = Date.UTC(2100)

const Result = z.object({
  ok: z.literal(true),
  seconds: z.number().positive(),
  steps: z.array(z.object({ name: z.string(), seconds: z.number().nonnegative() })),
  agent: z.object({ kind: z.string(), results: z.tuple([AgentResult]) }),
})
const Whole = Result.extend({ leftovers: z.literal(0) })
const Kept = Result.extend({ addresses: z.record(z.string(), z.string()) })

describe('npm run demo', () => {
  let folder: string
  let home: string // Of the agents.
  let killed: string // Instance of a demo that could not clean up after itself.
  const children: ChildProcess[] = [] // What a failed test has left running is ended too.
  const dockerHost = process.env['DOCKER_HOST']

  before(async () => {
    assert.ok(dockerHost, 'DOCKER_HOST names the Docker engine for tests; `npm test` sets it')
    folder = await mkdtemp(join(tmpdir(), 'slipway-demo-test-'))
    home = await mkdtemp(join(tmpdir(), 'slipway-demo-home-'))
  })
  after(async () => {
    for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    for (const each of [folder, home]) await rm(each, { recursive: true, force: true })
  })

  const demo = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const child = spawn(process.execPath, [join(ROOT, 'scripts/demo.ts'), ...args], {
      cwd: ROOT,
      // Docker's plugins may be in the user's own home.
      env: { DOCKER_CONFIG: join(homedir(), '.docker'), ...process.env, HOME: home, TMPDIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    return child
  }

  /** Containers and networks whose labels hold this text. */
  const onEngine = async (mark: string): Promise<readonly string[]> => {
    const docker = (...command: readonly string[]) => execa('docker', [...command, '--format', '{{.Labels}}'])
    const listed = await Promise.all([docker('ps', '--all'), docker('network', 'ls')])
    return listed.flatMap(({ stdout }) => stdout.split('\n')).filter((labels) => labels.includes(mark))
  }

  it('leaves things behind when it is killed', async () => {
    const child = demo(['--stand-in'])
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('the team answers')) break
    const [dataDir] = await readdir(folder)
    assert.ok(dataDir, 'it ended before the team answered')
    killed = await readFile(join(folder, dataDir, 'instance'), 'utf8')
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal((await onEngine(killed)).length, 2, 'the container and the network of the team')
  })

  it('observes everything, leaves nothing, and takes away what a killed one left', async () => {
    const child = demo(['--stand-in', '--json'])
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    assert.equal(child.exitCode, 0, `${stdout}${stderr}`)
    assert.deepEqual(await onEngine(killed), [], 'what the killed one had made')
    const result = Whole.parse(JSON.parse(stdout))
    assert.deepEqual(
      result.steps.map(({ name }) => name),
      STEPS,
    )
    const { kind, results } = result.agent
    assert.equal(kind, 'stand-in')
    assert.deepEqual(results[0].files, [{ path: 'page.js', added: 1, removed: 1 }])
    assert.deepEqual([await readdir(folder), await readdir(home)], [[], []], 'nor of the one that was killed')
  })

  it('uses a real Claude Code where it can, and leaves everything running with --keep until it is interrupted', async () => {
    await mkdir(join(home, '.local/bin'), { recursive: true })
    await symlink(required('AGENT_CLAUDE'), join(home, '.local/bin/claude'))
    const edit = { command: "sed -i 's#</h1>#</h1><p>Welcome aboard!</p>#' page.js", description: 'Greet' }
    await using api = await startModelApi({ turns: [{ tool: 'Bash', input: edit }, { text: 'It greets.' }] })
    const provider = { ANTHROPIC_API_KEY: 'sk-ant-fake', ANTHROPIC_BASE_URL: api.url }
    const child = demo(['--keep', '--json'], provider)
    const ended = once(child, 'close')
    const stderr = text(child.stderr)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const line = await lines.next()
    assert.ok(line.done !== true, 'it ended without a result')
    assert.match(line.value, /"ok":true/)
    const { addresses, agent } = Kept.parse(JSON.parse(line.value))
    assert.equal(agent.kind, 'claude')
    const { team, workspace, 'sandbox red': red, 'sandbox blue': blue } = addresses
    for (const url of [team, workspace, red, blue]) {
      const { status } = await fetch(`${z.url().parse(url)}/health`)
      assert.equal(status, 200)
    }
    const [dataDir] = await readdir(folder)
    assert.ok(dataDir)
    const instance = await readFile(join(folder, dataDir, 'instance'), 'utf8')
    const standing = await onEngine(instance)
    assert.ok(standing.length >= 8, `four containers and their networks: ${standing.join('\n')}`)

    child.kill('SIGINT')
    await ended
    assert.equal(child.exitCode, INTERRUPTED, await stderr)
    assert.deepEqual(await onEngine(instance), [])
    assert.deepEqual(await readdir(folder), [])
    assert.ok(!(await readdir(home)).includes('.slipway'))
  })

  it('asks Claude Code whether it is logged in, and has it spend nothing', async () => {
    const [claude, user] = [required('AGENT_CLAUDE'), join(home, 'user')]
    await mkdir(user)
    assert.equal(await isLoggedIn(claude, user), false)
    assert.deepEqual(await readdir(user), [], 'where it was never used it is not even asked')
    await mkdir(join(user, '.claude'))
    assert.equal(await isLoggedIn(claude, user), false)
    const login = { accessToken: 'fake', refreshToken: 'fake', expiresAt: FAR, scopes: ['user:inference'] }
    await writeFile(join(user, '.claude/.credentials.json'), JSON.stringify({ claudeAiOauth: login }))
    assert.equal(await isLoggedIn(claude, user), true)
  })

  it('tells machines of a failure', async () => {
    const child = demo(['--json'], { DOCKER_HOST: `unix://${folder}/nobody.sock`, SLIPWAY_NO_INSTALL: '1' })
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')])
    assert.equal(child.exitCode, 1)
    const failed = z.object({ ok: z.literal(false), error: z.string(), steps: z.tuple([]) })
    assert.match(failed.parse(JSON.parse(stdout)).error, /Docker engine/)
    assert.deepEqual(await readdir(folder), [])
  })
})
