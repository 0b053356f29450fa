import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { CODEX } from '../../../src/drivers/agents/clis/codex.ts'
import { openBench } from './bench.ts'
import { HOSTILE, LARGE_PROMPT, WORDS, hasRun } from './hostile.ts'

/** Codex' own tool is a program that calls the others. */
const running = (command: string) =>
  ({
    tool: 'exec',
    input: `text(JSON.stringify(await tools.exec_command(${JSON.stringify({ cmd: command })})))`,
  }) as const
const patching = (file: string) => {
  const patch = `*** Begin Patch\n*** Add File: ${file}\n+hi\n*** End Patch`
  return { tool: 'exec', input: `text(await tools.apply_patch(${JSON.stringify(patch)}))` } as const
}
const DONE = { text: 'Done.' }

describe('codex', { concurrency: 2 }, () => {
  it('edits and runs commands as a developer, tells what it does, and gets its prompt byte for byte', async () => {
    await using bench = await openBench(CODEX)
    const ran = await bench.run([patching('x.txt'), running('cat x.txt > y.txt'), DONE], { prompt: LARGE_PROMPT })
    assert.equal(ran.failure, undefined)
    assert.deepEqual([ran.summary, ran.turns, ran.costUsd], ['Done.', 3, 0])
    assert.deepEqual(ran.tokens, { input: 30, output: 15, cached: 0 })
    assert.equal(await readFile(join(bench.tree, 'y.txt'), 'utf8'), 'hi\n')
    assert.deepEqual(ran.events[0], { kind: 'session', id: ran.sessionId })
    const lines = ran.events.flatMap((event) => (event.kind === 'tool' ? [event.line] : []))
    assert.equal(lines.length, 2)
    assert.match(lines[1] ?? '', /^Bash .*cat x\.txt > y\.txt/)
    assert.ok(bench.api.requests[0]?.text.includes(`\n${LARGE_PROMPT}`))
  })

  it('can only read with the profile readonly, of which it says nothing', async () => {
    await using bench = await openBench(CODEX)
    const turns = [patching('x.txt'), running('touch y.txt'), DONE] as const
    const narrowed = { allowedTools: ['Read', 'Edit', 'Bash(touch:*)'] }
    for (const asked of [{ profile: 'readonly' } as const, narrowed]) {
      assert.equal((await bench.run(turns, asked)).failure, undefined)
      assert.equal(await bench.status(), '')
    }
  })

  it('runs nothing that the repository brings along, and takes none of its words', async () => {
    await using bench = await openBench(CODEX, HOSTILE)
    const ran = await bench.run([running('cat README.md'), DONE], { profile: 'readonly' })
    assert.equal(ran.failure, undefined)
    assert.ok(!hasRun(bench.tree))
    assert.ok(!bench.api.requests.some(({ text }) => text.includes(WORDS)))
  })

  it('goes on in the same session, and says when there is none', async () => {
    await using bench = await openBench(CODEX)
    const { sessionId: id = '' } = await bench.run([{ text: 'It is blue.' }])
    const asked = { prompt: 'Which was it?', profile: 'readonly', session: { kind: 'resume', id } } as const
    const second = await bench.run([running('touch x.txt'), DONE], asked)
    assert.deepEqual([second.failure, second.sessionId, await bench.status()], [undefined, id, ''])
    assert.match(bench.api.requests.at(-1)?.text ?? '', /It is blue\.[^]*Which was it\?/)
    const third = await bench.run([DONE], { session: { kind: 'resume', id: '01a20ff2-1a16-7790-aa1a-525d489b16d9' } })
    assert.deepEqual([third.failure?.code, third.failure?.unknownSession], ['AGENT_FAILED', true])
  })

  it('tells failures of the API apart', async () => {
    await using bench = await openBench(CODEX)
    const failing = async (status: number, body?: unknown) => (await bench.run([{ status, body }])).failure
    assert.equal((await failing(401))?.code, 'AGENT_LOGIN_REQUIRED')
    for (const status of [429, 500]) {
      const failure = await failing(status)
      assert.deepEqual([failure?.code, failure?.transient], ['AGENT_API_ERROR', true])
    }
    const refused = await failing(400)
    assert.deepEqual([refused?.code, refused?.transient], ['AGENT_API_ERROR', undefined])
    const limit = await failing(429, { error: { type: 'usage_limit_reached', message: 'x', resets_in_seconds: 3600 } })
    assert.equal(limit?.code, 'AGENT_USAGE_LIMIT')
    assert.ok((limit.retryAfterMs ?? 0) > 0)
  })

  it('answers under a schema, is to be stopped after its turns, and is ended from outside when the API hangs', async () => {
    await using bench = await openBench(CODEX)
    const jsonSchema = { type: 'object' }
    const answered = await bench.run([{ text: '```json\n{"size":"small"}\n```' }], { profile: 'readonly', jsonSchema })
    assert.deepEqual([answered.failure, answered.structured], [undefined, { size: 'small' }])
    const long = await bench.run([running('true'), running('true'), DONE], { maxTurns: 1 })
    assert.equal(long.events.filter(({ kind }) => kind === 'limit').length, 1)
    const hung = await bench.run([{ hang: true }], { endAfterRequests: 1 })
    assert.equal(hung.failure?.code, 'AGENT_TIMEOUT')
  })
})
