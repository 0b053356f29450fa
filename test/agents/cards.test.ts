/** Cards that move, and a real Claude Code that works on them over a real sshd, in sandboxes with real containers. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { z } from 'zod'
import { AgentResult, CardEnhancement, checkoutOf, type AgentFinished } from '#contract'
import { startAgentWorld, signed, type AgentWorld, type Place } from './world.ts'
import type { Turn } from '../doubles/model-api/script.ts'
import { assertSwept } from '../support/ended.ts'

const Delivered = z.object({
  event: z.literal('agent.finished'),
  task_id: z.string(),
  move: z.object({ from: z.string(), to: z.string() }).optional(),
})
const bash = (command: string): Turn => ({ tool: 'Bash', input: { command, description: 'a test' } })
const saying = (text: string): Turn => ({ text })

describe('a card that moves', () => {
  let world: AgentWorld
  let first: Place
  let second: Place
  before(async () => {
    world = await startAgentWorld(2)
    const [one, two] = world.places
    assert.ok(one !== undefined && two !== undefined)
    ;[first, second] = [one, two]
  })
  after(() => world[Symbol.asyncDispose]())

  const ended = (task: string): Promise<AgentFinished> => world.slip.messages.agentEnded(task)
  const completed = (task: string): Promise<AgentResult> => world.completed(task)
  const headOf = (place: Place): Promise<string> => world.git('rev-parse', place.branch)

  it('has an agent change the sandbox, commit and push; everybody is told; nothing is left on the host', async () => {
    const title = '"; rm -rf ~ # $(touch pwned) 🚀'
    world.api.play({
      when: 'rm -rf ~',
      turns: [bash('echo hello > note.txt'), saying('Wrote a note.\nCOMMIT_MESSAGE: A note says hello')],
    })
    const before = await headOf(first)
    const task = await world.move(first, { title, options: { gates: [['grep', '-q', 'hello', 'note.txt']] } })
    const result = await completed(task)

    assert.equal(await world.git('show', `${first.branch}:note.txt`), 'hello')
    assert.equal(await world.git('rev-parse', `${first.branch}~1`), before)
    assert.equal(await world.git('log', '-1', '--format=%s', first.branch), 'A note says hello')
    assert.deepEqual(result.files, [{ path: 'note.txt', added: 1, removed: 0 }])
    assert.equal(result.commit, await headOf(first))
    assert.deepEqual(
      result.gates.map(({ exit_code }) => exit_code),
      [0],
    )
    assert.ok(result.turns >= 2 && result.tokens.output > 0 && result.session_id !== undefined)
    const checkout = join(world.slip.dataDir, checkoutOf('sandbox', first.slug))
    assert.equal(await readFile(join(checkout, 'note.txt'), 'utf8'), 'hello\n')

    const told = world.slip.messages.ofAgent(task)
    assert.deepEqual([told[0]?.type, told.at(-1)?.type], ['started', 'finished'])
    assert.ok(told.some((message) => message.type === 'tool' && message.line.startsWith('Bash')))
    assert.ok(told.some(({ type }) => type === 'usage'))

    const delivery = await world.posted(task)
    assert.equal(delivery.headers['x-webhook-signature'], signed(first.secret, delivery.raw.toString()))
    const { move } = Delivered.parse(delivery.body)
    assert.deepEqual(move, { from: 'In Progress', to: 'Code Review' })

    const stream = await fetch(`${world.slip.slipway.url}/api/agents/${task}/output?offset=0`, {
      headers: { authorization: `Bearer ${world.slip.slipway.token}` },
    })
    assert.match(await stream.text(), /note\.txt[\s\S]*event: end/)
    assert.deepEqual(await world.processes(), [])
    assert.deepEqual(await world.slip.redis.hkeys(`slipway:ledger:agent:${first.slug}`), [])
  })

  it('is refused where the signature is wrong or missing, and does one thing however often it is delivered', async () => {
    const raw = JSON.stringify({
      event: 'card.moved',
      workspace_slug: world.home.slug,
      sandbox_slug: first.resource.slug,
    })
    const delivery = { 'x-webhook-delivery': randomUUID() }
    const refused = [
      await world.deliver(raw, delivery),
      await world.deliver(raw, { ...delivery, 'x-webhook-signature': signed('0'.repeat(64), raw) }),
    ]
    assert.deepEqual(
      refused.map(({ status }) => status),
      [401, 401],
    )
  })

  it('fails as denied when the agent may only read, and the repository stays as it was', async () => {
    const before = await headOf(first)
    world.api.play({
      when: 'Title: Look only',
      turns: [{ tool: 'Write', input: { file_path: 'x.txt', content: 'x' } }, saying('Done.')],
    })
    const task = await world.move(first, { title: 'Look only', to: 'Code Review' })
    const { status, error_code } = await ended(task)
    assert.deepEqual([status, error_code], ['failed', 'AGENT_DENIED'])
    assert.equal(await headOf(first), before)
  })

  it('fails at a gate with its output; the work is kept, and the next run on the card hears of it', async () => {
    const before = await headOf(second)
    const id = randomUUID()
    world.api.play({ when: 'Title: Gated', turns: [bash('echo half > half.txt'), saying('Half done.')] })
    const gates = [['sh', '-c', 'echo not whole; exit 3']]
    const task = await world.move(second, { id, title: 'Gated', options: { gates } })
    const { error_code, metadata } = await ended(task)
    assert.equal(error_code, 'GATE_FAILED')
    const { gates: checked, move_to } = AgentResult.parse(metadata)
    assert.deepEqual(
      checked.map(({ exit_code, output }) => [exit_code, output.trim()]),
      [[3, 'not whole']],
    )
    assert.equal(move_to, undefined)
    assert.equal(await headOf(second), before)
    const checkout = join(world.slip.dataDir, checkoutOf('sandbox', second.slug))
    const { stdout: kept } = await execa('git', [
      '-C',
      checkout,
      'for-each-ref',
      '--format=%(refname)',
      'refs/slipway/runs',
    ])
    assert.match(kept, new RegExp(task))

    world.api.play({ when: 'Title: Gated again', turns: [bash('echo whole > half.txt'), saying('Done.')] })
    await completed(await world.move(second, { id, title: 'Gated again' }))
    const asked = world.api.requests.find(({ text }) => text.includes('Gated again'))?.text ?? ''
    assert.match(asked, /GATE_FAILED/)
  })

  it('fails as NO_CHANGES when its developer changed nothing', async () => {
    world.api.play({ when: 'Title: Idle hands', turns: [saying('There is nothing to do.')] })
    const { error_code } = await ended(await world.move(second, { title: 'Idle hands' }))
    assert.equal(error_code, 'NO_CHANGES')
  })

  it('can be improved: the agent answers with what the card should say', async () => {
    const enhancement = {
      description: 'Better.',
      acceptance_criteria: ['It is so.'],
      labels: ['x'],
      complexity: 'small',
    }
    world.api.play({
      when: 'Title: Vague wish',
      turns: [{ tool: 'StructuredOutput', input: enhancement }, saying('Done.')],
    })
    const task = await world.slip.enqueue({
      type: 'agent.enhance',
      payload: {
        ...{ workspace_slug: world.home.slug, sandbox_slug: second.resource.slug },
        card: { id: randomUUID(), title: 'Vague wish', column: 'Backlog' },
      },
    })
    const { status, metadata, error } = await ended(task)
    assert.equal(status, 'completed', error)
    assert.deepEqual(z.object({ enhancement: CardEnhancement }).parse(metadata).enhancement, enhancement)
  })

  it('goes on when SSH is cut in the middle of a command, and the command runs once', async () => {
    world.api.play({
      when: 'Title: Cut me',
      turns: [bash('echo run >> runs.txt; sleep 3; echo end >> runs.txt'), saying('Done.')],
    })
    const task = await world.move(first, { title: 'Cut me' })
    await world.atWork(task)
    await world.sshd.cut()
    await completed(task)
    assert.equal(await world.git('show', `${first.branch}:runs.txt`), 'run\nend')
  })

  it('goes on when its orchestrator is killed in the middle of a command, and the command runs once', async () => {
    world.api.play({
      when: 'Title: Kill me',
      turns: [bash('echo run >> kills.txt; sleep 3; echo end >> kills.txt'), saying('Done.')],
    })
    const task = await world.move(first, { title: 'Kill me' })
    await world.atWork(task)
    const victim = world.slip.slipway.orchestrators.at(-1)
    victim?.kill('SIGKILL')
    await victim?.ended
    await world.slip.slipway.addOrchestrator()
    await completed(task)
    assert.equal(await world.git('show', `${first.branch}:kills.txt`), 'run\nend')
  })

  it('ends every process within 5 s when it is cancelled, and leaves the branch as it was', async () => {
    const before = await headOf(first)
    world.api.play({
      when: 'Title: Stop me',
      turns: [bash('setsid sleep 300 & echo x > x.txt; sleep 300'), saying('Done.')],
    })
    const task = await world.move(first, { title: 'Stop me' })
    await world.atWork(task)
    assert.notDeepEqual(await world.processes(), [])
    await world.slip.cancel(task)
    const { status } = await ended(task)
    assert.equal(status, 'cancelled')
    assert.deepEqual(await world.processes(), [])
    assert.equal(await headOf(first), before)
  })

  it('waits for another on the same sandbox, and not for one on another sandbox', async () => {
    const slow: Turn = bash('sleep 1; date +%s%N >> order.txt')
    for (const title of ['First of twins', 'Second of twins', 'Faraway card'])
      world.api.play({ when: `Title: ${title}`, turns: [slow, saying('Done.')] })
    const tasks = await Promise.all([
      world.move(first, { title: 'First of twins' }),
      world.move(second, { title: 'Faraway card' }),
      world.move(first, { title: 'Second of twins' }),
    ])
    await Promise.all(tasks.map(completed))
    assert.equal((await world.git('show', `${first.branch}:order.txt`)).split('\n').length, 2)
    assert.equal((await world.git('show', `${second.branch}:order.txt`)).split('\n').length, 1)
  })

  it('is stopped by a restart of its agent, and goes on in its session', async () => {
    // Told to stop, the agent may still report of its command: the one that asks next is not always the one that goes on.
    const write = bash('echo again > again.txt')
    world.api.play({ when: 'Title: Once more, please', turns: [bash('sleep 300'), write, write, saying('Done.')] })
    const task = await world.move(second, { title: 'Once more, please' })
    const { session_id } = await world.atWork(task)
    const restart = await world.slip.enqueue({
      type: 'sandbox.agent.restart',
      payload: {
        ...{ sandbox_id: second.resource.id, sandbox_slug: second.resource.slug },
        ...{ workspace_id: world.home.id, workspace_slug: world.home.slug },
      },
    })
    assert.equal((await ended(task)).status, 'cancelled')
    await world.slip.messages.ended(restart)
    const { agents_stopped, agent_task_ids } = z
      .object({ agents_stopped: z.number(), agent_task_ids: z.array(z.string()) })
      .parse((await world.slip.record(restart)).result)
    assert.equal(agents_stopped, 1)
    const [next] = agent_task_ids
    assert.ok(next !== undefined)
    const result = await completed(next)
    assert.equal(result.session_id, session_id)
    assert.equal(await world.git('show', `${second.branch}:again.txt`), 'again')
  })

  it('leaves nothing behind', async () => {
    await assertSwept(world.slip)
    assert.deepEqual(await world.processes(), [])
  })
})
