import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { saidIn } from './said.ts'

const said = (event: unknown) => saidIn(typeof event === 'string' ? event : JSON.stringify(event))

describe('what an agent’s tool prints', () => {
  it('is its words, tools and what they gave: claude', () => {
    const content = [
      { type: 'text', text: 'I look at it.' },
      { type: 'tool_use', id: '1', name: 'Bash', input: { command: 'npm test', description: 'Runs the tests' } },
    ]
    assert.deepEqual(said({ type: 'assistant', message: { content } }), [
      { as: 'words', text: 'I look at it.' },
      { as: 'tool', text: 'Bash npm test' },
    ])
    const gave = (given: unknown) => ({
      ...{ type: 'user', message: { content: [{ type: 'tool_result', content: given }] } },
    })
    assert.deepEqual(said(gave('\u001b[32mok\u001b[0m\n')), [{ as: 'gave', text: 'ok' }])
    assert.deepEqual(said(gave([{ type: 'text', text: 'ok' }])), [{ as: 'gave', text: 'ok' }])
    assert.deepEqual(said({ type: 'user', message: { content: 'a prompt' } }), [])
    assert.deepEqual(said({ type: 'system', subtype: 'init' }), [])
  })

  it('is its words, tools and what they gave: codex', () => {
    const item = { type: 'command_execution', command: 'ls', aggregated_output: 'a\nb\n', status: 'completed' }
    assert.deepEqual(said({ type: 'item.completed', item }), [
      { as: 'tool', text: 'Bash ls' },
      { as: 'gave', text: 'a\nb' },
    ])
    const message = { type: 'agent_message', text: 'Done.' }
    assert.deepEqual(said({ type: 'item.completed', item: message }), [{ as: 'words', text: 'Done.' }])
    const change = { type: 'file_change', changes: [{ path: 'a.ts' }, { path: 'b.ts' }] }
    assert.deepEqual(
      said({ type: 'item.completed', item: change }).map(({ text }) => text),
      ['Edit a.ts', 'Edit b.ts'],
    )
  })

  it('is its words, tools and what they gave: opencode', () => {
    assert.deepEqual(said({ type: 'text', part: { text: 'Hm.' } }), [{ as: 'words', text: 'Hm.' }])
    const part = { tool: 'read', state: { status: 'completed', input: { filePath: 'a.ts' }, output: 'text' } }
    assert.deepEqual(said({ type: 'tool_use', part }), [
      { as: 'tool', text: 'read a.ts' },
      { as: 'gave', text: 'text' },
    ])
  })

  it('is a line where it is of no form that is known', () => {
    for (const line of ['npm warn', '{"type":', '{"x":1}', '[1]', '{"type":"of the future"}', '{"type":"__proto__"}'])
      assert.deepEqual(said(line), [{ as: 'line', text: line }])
    for (const odd of [null, 1, { message: 1 }, { content: [null, 'x', { type: 'tool_use' }] }])
      assert.doesNotThrow(() => said({ type: 'assistant', message: odd }))
    assert.deepEqual(said(''), [])
  })
})
