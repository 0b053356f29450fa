import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { CLAUDE } from '../../../src/drivers/agents/clis/claude.ts'
import { openBench, type Bench } from './bench.ts'
import { HOSTILE, LARGE_PROMPT, WORDS, hasRun } from './hostile.ts'

const writing = ({ tree }: Bench, content = 'hi\n') =>
  ({ tool: 'Write', input: { file_path: join(tree, 'x.txt'), content } }) as const
const running = (command: string) => ({ tool: 'Bash', input: { command, description: 'a test' } }) as const
const DONE = { text: 'Done.' }
/** An account's sign-in rather than a key: only then does claude know usage limits. */
const SIGNED_IN = { ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-fake' }
const AT_ONCE = { CLAUDE_CODE_MAX_RETRIES: '0' }

describe('claude', { concurrency: 2 }, () => {
  it('edits and runs commands as a developer, and tells what it does', async () => {
    await using bench = await openBench(CLAUDE)
    const id = crypto.randomUUID()
    const turns = [writing(bench), running('cat x.txt > y.txt'), DONE] as const
    const ran = await bench.run(turns, { session: { kind: 'new', id } })
    assert.equal(ran.failure, undefined)
    assert.deepEqual([ran.summary, ran.sessionId, ran.turns], ['Done.', id, 3])
    assert.deepEqual(ran.tokens, { input: 30, output: 15, cached: 0 })
    assert.ok(ran.costUsd > 0)
    assert.equal(await readFile(join(bench.tree, 'y.txt'), 'utf8'), 'hi\n')
    assert.deepEqual(ran.events[0], { kind: 'session', id })
    const lines = ran.events.flatMap((event) => (event.kind === 'tool' ? [event.line] : []))
    assert.deepEqual(lines, ['Write x.txt', 'Bash cat x.txt > y.txt'])
  })

  it('gets a large prompt byte for byte, and nothing that it names', async () => {
    await using bench = await openBench(CLAUDE, { 'README.md': WORDS })
    // A command of claude's is none any more after a line break.
    const ran = await bench.run([DONE], { prompt: LARGE_PROMPT })
    assert.equal(ran.failure, undefined)
    const [request] = bench.api.requests
    assert.ok(request?.text.includes(`\n${LARGE_PROMPT}`))
    assert.ok(!request?.text.includes(WORDS))
  })

  it('can only read with the profile readonly, and says that it was denied', async () => {
    await using bench = await openBench(CLAUDE)
    const ran = await bench.run([writing(bench), running('touch x.txt'), DONE], { profile: 'readonly' })
    assert.equal(ran.failure?.code, 'AGENT_DENIED')
    assert.match(ran.failure.message, /Write, Bash/)
    assert.equal(await bench.status(), '')
  })

  it('runs only the commands that a rule allows, and writes nothing outside of it', async () => {
    await using bench = await openBench(CLAUDE)
    const allowedTools = ['Read', 'Bash(git log:*)', 'WebFetch']
    const turns = [running('git log --format=%s-of-git'), running('touch x.txt'), DONE] as const
    const ran = await bench.run(turns, { allowedTools })
    assert.equal(ran.failure?.code, 'AGENT_DENIED')
    assert.ok(bench.api.requests.some(({ text }) => text.includes('Start-of-git')))
    assert.equal(await bench.status(), '')
  })

  it('reads nothing outside of its directory unless it has full access', async () => {
    await using bench = await openBench(CLAUDE)
    const outside = join(bench.tree, '../outside.txt')
    await writeFile(outside, WORDS)
    const turns = [{ tool: 'Read', input: { file_path: outside } }, DONE] as const
    assert.equal((await bench.run(turns)).failure?.code, 'AGENT_DENIED')
    assert.ok(!bench.api.requests.some(({ text }) => text.includes(WORDS)))
    assert.equal((await bench.run(turns, { profile: 'full-access' })).failure, undefined)
    assert.ok(bench.api.requests.some(({ text }) => text.includes(WORDS)))
  })

  it('runs nothing that the repository brings along, and takes none of its words', async () => {
    await using bench = await openBench(CLAUDE, HOSTILE)
    for (const profile of ['developer', 'full-access'] as const) {
      const ran = await bench.run([{ tool: 'Read', input: { file_path: join(bench.tree, 'README.md') } }, DONE], {
        profile,
      })
      assert.equal(ran.failure, undefined)
      assert.ok(!hasRun(bench.tree), profile)
    }
    assert.ok(!bench.api.requests.some(({ text }) => text.includes(WORDS)))
  })

  it('ends at its turns and its budget', async () => {
    await using bench = await openBench(CLAUDE)
    const turns = await bench.run([running('true'), DONE], { maxTurns: 1 })
    assert.equal(turns.failure?.code, 'AGENT_MAX_TURNS')
    const dear = { ...running('true'), usage: { input: 1_000_000, output: 10 } }
    const budget = await bench.run([dear, DONE], { maxBudgetUsd: 0.01 })
    assert.equal(budget.failure?.code, 'AGENT_BUDGET')
    assert.ok(budget.costUsd > 0.01)
  })

  it('goes on in the same session, and says when there is none', async () => {
    await using bench = await openBench(CLAUDE)
    const first = await bench.run([{ text: 'It is blue.' }])
    const id = first.sessionId ?? ''
    const second = await bench.run([DONE], { prompt: 'Which was it?', session: { kind: 'resume', id } })
    assert.deepEqual([second.failure, second.sessionId], [undefined, id])
    assert.match(bench.api.requests.at(-1)?.text ?? '', /It is blue\.[^]*Which was it\?/)
    const third = await bench.run([DONE], { session: { kind: 'resume', id: crypto.randomUUID() } })
    assert.deepEqual([third.failure?.code, third.failure?.unknownSession], ['AGENT_FAILED', true])
  })

  it('answers under a schema', async () => {
    await using bench = await openBench(CLAUDE)
    const jsonSchema = { type: 'object', properties: { size: { type: 'string' } }, required: ['size'] }
    const answer = { tool: 'StructuredOutput', input: { size: 'small' } }
    const ran = await bench.run([answer, DONE], { profile: 'readonly', jsonSchema })
    assert.equal(ran.failure, undefined)
    assert.deepEqual(ran.structured, { size: 'small' })
  })

  it('tells failures of the API apart', async () => {
    await using bench = await openBench(CLAUDE)
    const failing = async (status: number) => (await bench.run([{ status }], { env: AT_ONCE })).failure
    assert.equal((await failing(401))?.code, 'AGENT_LOGIN_REQUIRED')
    const refused = await failing(400)
    assert.deepEqual([refused?.code, refused?.transient], ['AGENT_API_ERROR', undefined])
    for (const status of [429, 529]) {
      const failure = await failing(status)
      assert.deepEqual([failure?.code, failure?.transient], ['AGENT_API_ERROR', true])
    }
  })

  it('tries an outage again, and a passing one passes', async () => {
    await using bench = await openBench(CLAUDE)
    const ran = await bench.run([{ status: 500 }, DONE])
    assert.deepEqual([ran.failure, ran.summary, bench.api.requests.length], [undefined, 'Done.', 2])
  })

  it('says when nobody is logged in, and when nobody answers', async () => {
    await using bench = await openBench(CLAUDE)
    const nobody = await bench.run([DONE], { env: { ANTHROPIC_API_KEY: '' } })
    assert.equal(nobody.failure?.code, 'AGENT_LOGIN_REQUIRED')
    const gone = await bench.run([DONE], { env: { ...AT_ONCE, ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' } })
    assert.deepEqual([gone.failure?.code, gone.failure?.transient], ['AGENT_API_ERROR', true])
  })

  it('says until when a usage limit lasts', async () => {
    await using bench = await openBench(CLAUDE)
    const reset = Math.floor(Date.now() / 1000) + 3600
    const headers = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': `${reset}`,
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    }
    const { failure } = await bench.run([{ status: 429, headers }], { env: SIGNED_IN })
    assert.equal(failure?.code, 'AGENT_USAGE_LIMIT')
    const { retryAfterMs = 0 } = failure
    assert.ok(retryAfterMs > 3_000_000 && retryAfterMs <= 3_600_000, `${retryAfterMs}`)
  })

  it('is ended from outside when the API hangs', async () => {
    await using bench = await openBench(CLAUDE)
    const ran = await bench.run([{ hang: true }], { endAfterRequests: 1 })
    assert.equal(ran.failure?.code, 'AGENT_TIMEOUT')
    assert.equal(ran.end.exitCode, null)
  })
})
