/** The command line beside a whole Slipway: real containers, and a real Claude Code over a real sshd. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { AgentResult } from '#contract'
import { startAgentWorld, type AgentWorld } from '../../test/agents/world.ts'
import type { Turn } from '../../test/doubles/model-api/script.ts'
import { MAIN, startProgram, type Ran, type Started } from './support/program.ts'
import { onTerminal } from './support/terminal.ts'

const bash = (command: string): Turn => ({ tool: 'Bash', input: { command, description: 'a test' } })
const saying = (text: string): Turn => ({ text })

const Task = z.looseObject({
  id: z.string(),
  status: z.string(),
  result: z.unknown().optional(),
})
const Line = z.looseObject({ event: z.string(), data: z.unknown() })
const Restarted = z.object({ agents_stopped: z.number(), agent_task_ids: z.array(z.string()) })

describe('slipway on real stacks', { timeout: 480_000 }, () => {
  let world: AgentWorld
  let folder = ''
  let env: Record<string, string> = {}
  let sandbox = ''
  before(async () => {
    world = await startAgentWorld(1)
    folder = await mkdtemp(join(tmpdir(), 'slipway-cli-agents-'))
    const { url, token } = world.slip.slipway
    env = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8', SLIPWAY_URL: url, SLIPWAY_TOKEN: token }
    sandbox = `${world.home.slug}/${world.places[0]?.resource.slug ?? ''}`
  })
  after(async () => {
    await world[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const start = (args: readonly string[], input = ''): Started =>
    startProgram([process.execPath, MAIN, ...args], { env, input })
  const slipway = (...args: readonly string[]): Promise<Ran> => start(args).ended
  const json = async (code: number, ...args: readonly string[]): Promise<unknown> => {
    const ran = await slipway(...args, '--json')
    assert.deepEqual([ran.code, ran.stderr], [code, ''], `${args.join(' ')}: ${ran.stdout}`)
    return JSON.parse(ran.stdout)
  }

  it('has an agent work, waits for it, and shows what it made of it', async () => {
    world.api.play({ when: 'Title: Note it', turns: [bash('echo hello > note.txt'), saying('Wrote a note.')] })
    const args = [
      'agent',
      'run',
      sandbox,
      '--title',
      'Note it',
      '--description',
      '-',
      '--gate',
      'grep -q hello note.txt',
    ]
    const { code, stdout, stderr } = await start(args, 'From standard input.').ended
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^ {2}commit +[0-9a-f]{40}$/m)
    assert.match(stderr, /^100 % {2}Agent in \S+ done after \d+\.\d s$/m)
    assert.equal(await world.git('show', `${world.places[0]?.branch ?? ''}:note.txt`), 'hello')
    assert.ok(world.api.requests.some(({ text }) => text.includes('From standard input.')))
  })

  it('ends with 1 when a gate fails, and says why and what to do', async () => {
    world.api.play({ when: 'Title: Half of it', turns: [bash('echo half > half.txt'), saying('Half done.')] })
    const gate = '["sh", "-c", "echo not whole; exit 3"]'
    const run = await slipway('agent', 'run', sandbox, '--title', 'Half of it', '--gate', gate)
    assert.equal(run.code, 1, run.stderr)
    assert.match(run.stderr, /^✗ .+\n {2}\S.+\n {2}GATE_FAILED$/m)
    for (const wrong of [
      ['--gate', '[not json'],
      ['--description', '@no/such/file'],
      ['--agent', 'nobody'],
    ])
      assert.equal((await slipway('agent', 'run', sandbox, '--title', 'x', ...wrong)).code, 2, wrong.join(' '))
    assert.equal((await slipway('agent', 'run', 'nowhere/one', '--title', 'x')).code, 1)
  })

  it('prints the output of one that works, live, and cancels it', async () => {
    world.api.play({ when: 'Title: Stop me', turns: [bash('echo at-work; sleep 300'), saying('Done.')] })
    const id = (await slipway('agent', 'run', sandbox, '--title', 'Stop me', '--detach')).stdout.trim()
    const logs = start(['agent', 'logs', id])
    await logs.shows(/at-work/)
    await world.atWork(id)
    const listed = await slipway('agent', 'list', sandbox)
    assert.match(listed.stdout, new RegExp(`^${id} .* claude developer +processing`, 'm'))

    const cancelled = await slipway('agent', 'cancel', id)
    assert.equal(cancelled.code, 0, cancelled.stderr)
    assert.deepEqual(await world.processes(), [])
    assert.equal((await logs.ended).code, 1, 'it was not completed')
    const again = await slipway('agent', 'cancel', id)
    assert.deepEqual([again.code, /TASK_FINISHED/.test(again.stderr)], [1, true], again.stderr)

    const kept = await slipway('agent', 'logs', id, '--json')
    const lines = kept.stdout.trimEnd().split('\n')
    assert.deepEqual([kept.code, kept.stderr, Line.parse(JSON.parse(lines.at(-1) ?? '')).event], [1, '', 'end'])
    assert.equal((await slipway('agent', 'logs', 'no-such-task')).code, 1)
  })

  it('restarts the agent of a sandbox, which goes on in its session', async () => {
    const write = bash('echo again > again.txt')
    world.api.play({ when: 'Title: Once more', turns: [bash('sleep 300'), write, write, saying('Done.')] })
    const id = (await slipway('agent', 'run', sandbox, '--title', 'Once more', '--detach')).stdout.trim()
    const { session_id: session } = await world.atWork(id)
    const { result } = Task.parse(await json(0, 'agent', 'restart', sandbox))
    const { agents_stopped: stopped, agent_task_ids: next } = Restarted.parse(result)
    assert.deepEqual([stopped, next.length], [1, 1])
    const went = Task.parse(await json(0, 'tasks', next[0] ?? ''))
    assert.equal((await slipway('watch', went.id)).code, 0)
    const ended = Task.parse(await json(0, 'tasks', went.id))
    assert.equal(AgentResult.parse(ended.result).session_id, session)
    assert.equal((await slipway('agent', 'restart', `${world.home.slug}/nothing`)).code, 1)
  })

  it('suspends a team and wakes it; what changed since its plan was shown is not deleted', async () => {
    const { items } = z.object({ items: z.array(z.object({ slug: z.string() })) }).parse(await json(0, 'team', 'list'))
    const team = items[0]?.slug ?? ''
    const deleting = onTerminal(['team', 'delete', team, '--cascade'], { env })
    await deleting.shows(/Carry this out on/)

    const suspended = await slipway('team', 'suspend', team)
    assert.equal(suspended.code, 0, suspended.stderr)
    assert.match(suspended.stderr, new RegExp(`^100 % {2}Team ${team} suspended after`, 'm'))
    assert.match((await slipway('team', 'show', team)).stdout, new RegExp(`^team ${team} {2}suspended$`, 'm'))
    deleting.type('y\r')
    const refused = await deleting.ended
    assert.equal(refused.code, 1)
    assert.match(
      stripVTControlCharacters(refused.stdout),
      /changed since[^]*look at the new plan\.\s+PRECONDITION_FAILED/,
    )

    const woken = await slipway('team', 'restart', team)
    assert.equal(woken.code, 0, woken.stderr)
    assert.match((await slipway('sandbox', 'list')).stdout, /^\S+ +active/m)
    for (const verb of ['restart', 'suspend'])
      for (const type of ['team', 'workspace', 'sandbox'])
        assert.equal((await slipway(type, verb, type === 'sandbox' ? 'nobody/one' : 'nobody')).code, 1)
  })

  it('suspends a sandbox and its workspace, and wakes them', async () => {
    const shop = world.home.slug
    const states = async () => (await slipway('sandbox', 'list', shop)).stdout.match(/active|suspended/g)
    assert.equal((await slipway('sandbox', 'suspend', sandbox)).code, 0)
    assert.match((await slipway('sandbox', 'show', sandbox)).stdout, /^sandbox \S+ {2}suspended$/m)
    assert.match((await slipway('workspace', 'show', shop)).stdout, /^workspace \S+ {2}active$/m)
    const asleep = await slipway('workspace', 'suspend', shop)
    assert.match(asleep.stderr, new RegExp(`^100 % {2}Workspace ${shop} suspended after`, 'm'))
    assert.deepEqual(new Set(await states()), new Set(['suspended']))
    const refused = await slipway('sandbox', 'restart', sandbox)
    assert.deepEqual([refused.code, /PARENT_SUSPENDED/.test(refused.stderr)], [1, true], refused.stderr)
    assert.equal((await slipway('workspace', 'restart', shop)).code, 0)
    assert.deepEqual(new Set(await states()), new Set(['active']))
    assert.equal((await slipway('sandbox', 'restart', sandbox)).code, 0)
  })
})
