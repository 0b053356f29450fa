import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RunEnd } from '../hosts/port.ts'
import { CLAUDE } from './claude.ts'
import { CODEX } from './codex.ts'
import { OPENCODE } from './opencode.ts'
import type { AgentCli, CliRequest } from './port.ts'

const REQUEST: CliRequest = {
  ...{ prompt: 'Do it.', profile: 'developer', allowedTools: undefined, model: undefined, maxTurns: undefined },
  ...{ maxBudgetUsd: undefined, jsonSchema: undefined, session: { kind: 'new', id: crypto.randomUUID() } },
}
const EXITED: RunEnd = { exitCode: 0, reason: 'exited', bytes: 0, errors: '' }

/** Has a tool's reader read events, which are as the real tool printed them, less what is not read. */
function read(cli: AgentCli, events: readonly unknown[], end: Partial<RunEnd> = {}, request: Partial<CliRequest> = {}) {
  const reader = cli.reader({ ...REQUEST, ...request })
  const heard = events.flatMap((event) => reader.line(typeof event === 'string' ? event : JSON.stringify(event)))
  return { heard, ...reader.end({ ...EXITED, ...end }) }
}

const usage = { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 3, cache_read_input_tokens: 2 }
const INIT = { type: 'system', subtype: 'init', session_id: 's-1', cwd: '/tree', tools: ['Read', 'Bash'] }
const says = (id: string, content: readonly unknown[], more: object = {}) => ({
  ...{ type: 'assistant', message: { id, content, usage }, parent_tool_use_id: null, ...more },
})
const RESULT = {
  ...{ type: 'result', subtype: 'success', is_error: false, num_turns: 1, total_cost_usd: 0.5, permission_denials: [] },
  ...{ result: 'Done.', api_error_status: null },
}
const failed = (error: string, more: object) => [
  INIT,
  says('m', [{ type: 'text', text: 'no' }], { error }),
  { ...RESULT, is_error: true, ...more },
]

describe('what every tool has in common', () => {
  const beginnings: readonly (readonly [AgentCli, unknown])[] = [
    [CLAUDE, INIT],
    [CODEX, { type: 'thread.started', thread_id: 's-1' }],
    [OPENCODE, { type: 'step_start', sessionID: 's-1' }],
  ]
  for (const [cli, begins] of beginnings) {
    it(`${cli.name}: an end from outside counts before anything that was said`, () => {
      const code = (end: Partial<RunEnd>) => read(cli, [begins], end).failure?.code
      assert.equal(code({ exitCode: null, reason: 'timeout' }), 'AGENT_TIMEOUT')
      for (const reason of ['stopped', 'lease', 'lost'] as const)
        assert.equal(code({ exitCode: null, reason }), 'AGENT_FAILED')
      for (const exitCode of [0, 1, 137, 143]) assert.equal(code({ exitCode }), 'AGENT_FAILED')
    })

    it(`${cli.name}: a session is unknown only if it was to be gone on with and nothing was said`, () => {
      const unknown = (events: readonly unknown[], request: Partial<CliRequest>) =>
        read(cli, events, { exitCode: 1 }, request).failure?.unknownSession
      const resuming = { session: { kind: 'resume', id: 's-1' } } as const
      assert.equal(unknown([], resuming), true)
      assert.equal(unknown([], {}), undefined)
      assert.equal(unknown([begins], resuming), undefined)
    })

    it(`${cli.name}: lines that can't be understood are passed over`, () => {
      const lines = ['', 'Warning: {', '{"type":"', '{}', '[1]', '{"type":"of_the_future","x":1}', begins]
      assert.deepEqual(read(cli, lines).heard, [{ kind: 'session', id: 's-1' }])
    })
  }
})

describe('claude', () => {
  it('counts each answer once, agents of its own not at all, and tells uses of tools in a line', () => {
    const use = (input: object, name = 'Bash') => ({ type: 'tool_use', id: 't', name, input })
    const { heard, turns, tokens } = read(CLAUDE, [
      INIT,
      says('m-1', [use({ command: 'cat /tree/a\n  /tree/b' })]),
      says('m-1', [use({ file_path: '/tree/a.ts' }, 'Read')]),
      says('m-2', [use({ command: 'x'.repeat(500) })], { parent_tool_use_id: 't' }),
    ])
    const lines = heard.flatMap((event) => (event.kind === 'tool' ? [event.line] : []))
    assert.deepEqual(lines.slice(0, 2), ['Bash cat a b', 'Read a.ts'])
    assert.equal(lines[2]?.length, 200)
    assert.deepEqual([turns, tokens], [1, { input: 15, output: 5, cached: 2 }])
  })

  it('is no success with a denial, an error or an exit code, whatever else it says', () => {
    assert.equal(read(CLAUDE, [INIT, RESULT]).failure, undefined)
    const denials = [{ tool_name: 'Bash', tool_use_id: 't', tool_input: {} }]
    assert.equal(read(CLAUDE, [INIT, { ...RESULT, permission_denials: denials }]).failure?.code, 'AGENT_DENIED')
    assert.equal(read(CLAUDE, [INIT, { ...RESULT, is_error: true }]).failure?.code, 'AGENT_FAILED')
    assert.equal(read(CLAUDE, [INIT, RESULT], { exitCode: 1 }).failure?.code, 'AGENT_FAILED')
  })

  it('tells by kind and status why a call failed', () => {
    const cases: readonly (readonly [string, object, string, true | undefined])[] = [
      ['authentication_failed', { api_error_status: null }, 'AGENT_LOGIN_REQUIRED', undefined],
      ['billing_error', { api_error_status: 400 }, 'AGENT_API_ERROR', undefined],
      ['model_not_found', { api_error_status: 404 }, 'AGENT_API_ERROR', undefined],
      ['rate_limit', { api_error_status: 429 }, 'AGENT_API_ERROR', true],
      ['overloaded', { api_error_status: 529 }, 'AGENT_API_ERROR', true],
      ['server_error', { api_error_status: null }, 'AGENT_API_ERROR', true],
      ['of_the_future', { api_error_status: 503 }, 'AGENT_API_ERROR', true],
      ['rate_limit', { api_error_status: 429, api_error: 'usage_limit_reached' }, 'AGENT_USAGE_LIMIT', undefined],
    ]
    for (const [kind, more, code, transient] of cases) {
      const { failure } = read(CLAUDE, failed(kind, more), { exitCode: 1 })
      assert.deepEqual([failure?.code, failure?.transient], [code, transient], kind)
    }
  })
})

describe('codex', () => {
  const said = (message: string, before: readonly string[] = []) =>
    read(
      CODEX,
      [
        { type: 'thread.started', thread_id: 's-1' },
        ...[...before, message].map((each) => ({ type: 'error', message: each })),
        { type: 'turn.failed', error: { message } },
      ],
      { exitCode: 1 },
    ).failure

  it('tells by its words why a turn failed', () => {
    assert.equal(said('unexpected status 401 Unauthorized: no, url: x')?.code, 'AGENT_LOGIN_REQUIRED')
    assert.equal(said('You’ve hit your usage limit. Try again at 1:00 AM.')?.code, 'AGENT_USAGE_LIMIT')
    const cases: readonly (readonly [string, readonly string[], true | undefined])[] = [
      ['exceeded retry limit, last status: 429 Too Many Requests', [], true],
      ['We’re currently experiencing high demand.', ['Reconnecting... 1/5 (…)'], true],
      ['unexpected status 400 Bad Request: no', [], undefined],
      ['The context window is exceeded.', [], undefined],
    ]
    for (const [message, before, transient] of cases) {
      const failure = said(message, before)
      assert.deepEqual([failure?.code, failure?.transient], ['AGENT_API_ERROR', transient], message)
    }
  })

  it('had used up its turns when it was stopped for that', () => {
    const item = { id: 'i', type: 'command_execution', command: 'ls', status: 'completed' }
    const events = [
      { type: 'thread.started', thread_id: 's-1' },
      { type: 'item.completed', item },
    ]
    const { failure } = read(CODEX, events, { exitCode: null, reason: 'stopped' }, { maxTurns: 1 })
    assert.equal(failure?.code, 'AGENT_MAX_TURNS')
  })
})

describe('opencode', () => {
  const error = (name: string, data: object) =>
    read(OPENCODE, [{ type: 'error', sessionID: 's-1', error: { name, data } }], { exitCode: 1 }).failure

  it('tells by name and status why it failed', () => {
    assert.equal(error('ProviderAuthError', { message: 'no key' })?.code, 'AGENT_LOGIN_REQUIRED')
    assert.equal(error('UnknownError', { message: 'x' })?.code, 'AGENT_FAILED')
    for (const [data, transient] of [
      [{ statusCode: 500 }, true],
      [{ isRetryable: true }, true],
      [{ statusCode: 400, isRetryable: false }, undefined],
    ] as const) {
      const failure = error('APIError', { message: 'x', ...data })
      assert.deepEqual([failure?.code, failure?.transient], ['AGENT_API_ERROR', transient])
    }
    const responseHeaders = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': '1',
    }
    const limit = error('APIError', { message: 'x', statusCode: 429, responseHeaders })
    assert.deepEqual([limit?.code, limit?.retryAfterMs], ['AGENT_USAGE_LIMIT', 0])
  })

  it('has not finished while another step is to come', () => {
    const tokens = { input: 10, output: 5, reasoning: 1, cache: { read: 2, write: 0 } }
    const step = (reason: string) => ({ type: 'step_finish', sessionID: 's-1', part: { reason, cost: 0.1, tokens } })
    assert.equal(read(OPENCODE, [step('tool-calls')]).failure?.code, 'AGENT_FAILED')
    const done = read(OPENCODE, [step('tool-calls'), step('stop')])
    assert.deepEqual([done.failure, done.turns, done.tokens], [undefined, 2, { input: 24, output: 12, cached: 4 }])
  })
})
