import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { OPENCODE } from '../../../src/drivers/agents/clis/opencode.ts'
import { openBench } from './bench.ts'
import { HOSTILE, LARGE_PROMPT, WORDS, hasRun } from './hostile.ts'

const writing = { tool: 'write', input: { filePath: 'x.txt', content: 'hi\n' } } as const
const running = (command: string) => ({ tool: 'bash', input: { command, description: 'a test' } }) as const
const DONE = { text: 'Done.' }

// A run takes two seconds of a core, mostly for its start: each of these shows several things.
describe('opencode', { concurrency: 2 }, () => {
  it('works as a developer, tells what it does, gets its prompt byte for byte, and goes on in the same session', async () => {
    await using bench = await openBench(OPENCODE)
    const asked = { prompt: LARGE_PROMPT, maxBudgetUsd: 0.0001 }
    const ran = await bench.run([writing, running('cat x.txt > y.txt'), DONE], asked)
    assert.equal(ran.failure, undefined)
    assert.deepEqual([ran.summary, ran.turns], ['Done.', 3])
    assert.deepEqual(ran.tokens, { input: 30, output: 15, cached: 0 })
    assert.equal(await readFile(join(bench.tree, 'y.txt'), 'utf8'), 'hi\n')
    assert.deepEqual(ran.events[0], { kind: 'session', id: ran.sessionId })
    const lines = ran.events.flatMap((event) => (event.kind === 'tool' ? [event.line] : []))
    assert.deepEqual(lines, ['write x.txt', 'bash cat x.txt > y.txt'])
    assert.ok(bench.api.requests[0]?.text.includes(`\n${LARGE_PROMPT}`))
    assert.ok(ran.costUsd > asked.maxBudgetUsd)
    assert.equal(ran.events.filter(({ kind }) => kind === 'limit').length, 1)

    const session = { kind: 'resume', id: ran.sessionId ?? '' } as const
    const jsonSchema = { type: 'object' }
    const second = await bench.run([{ text: '{"size":"small"}' }], { prompt: 'Which was it?', session, jsonSchema })
    assert.deepEqual([second.failure, second.sessionId], [undefined, ran.sessionId])
    assert.deepEqual(second.structured, { size: 'small' })
    assert.match(bench.api.requests.at(-1)?.text ?? '', /the end[^]*Done\.[^]*Which was it\?/)
  })

  it('can only read with the profile readonly, runs nothing of the repository, and says that it was denied', async () => {
    await using bench = await openBench(OPENCODE, HOSTILE)
    const ran = await bench.run([writing, running('touch x.txt'), DONE], { profile: 'readonly' })
    assert.equal(ran.failure?.code, 'AGENT_DENIED')
    const added = (await bench.status()).split('\n').filter((line) => !line.startsWith(' D '))
    assert.deepEqual(added, []) // What may not be there while it runs is gone.
    assert.ok(!hasRun(bench.tree))
    assert.ok(!bench.api.requests.some(({ text }) => text.includes(WORDS)))
  })

  it('runs only the commands that a rule allows', async () => {
    await using bench = await openBench(OPENCODE)
    const allowedTools = ['Read', 'Bash(git log:*)', 'WebFetch']
    const turns = [running('git log --format=%s-of-git'), running('git log; touch x.txt'), DONE] as const
    const ran = await bench.run(turns, { allowedTools })
    assert.equal(ran.failure?.code, 'AGENT_DENIED')
    assert.ok(bench.api.requests.some(({ text }) => text.includes('Start-of-git')))
    assert.equal(await bench.status(), '')
  })

  it('says when it is not let in, and when there is no such session', async () => {
    await using bench = await openBench(OPENCODE)
    assert.equal((await bench.run([{ status: 401 }])).failure?.code, 'AGENT_LOGIN_REQUIRED')
    const { failure } = await bench.run([DONE], { session: { kind: 'resume', id: 'ses_000000000000000000000000' } })
    assert.deepEqual([failure?.code, failure?.unknownSession], ['AGENT_FAILED', true])
  })
})
