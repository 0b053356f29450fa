import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { AgentMessage, TaskMessage } from '#contract'
import { barAfter, toolLineOf } from './follow-bar.ts'
import type { Bar } from './screen/screen.ts'

const BAR: Bar = { name: 'card', percentage: 22, message: 'Waiting for a host', seconds: 1, state: 'running' }
const COMMON = { task_id: 't', resource_id: 's', card_id: 'c', timestamp: '' }
const TOOL: AgentMessage = { type: 'tool', ...COMMON, line: 'Edit page.js' }
const USAGE: AgentMessage = {
  ...{ type: 'usage', ...COMMON, turns: 2, cost_usd: 0.047 },
  tokens: { input: 3_000, output: 140, cached: 0 },
}
const progress = (step: number, message: string): TaskMessage => ({
  ...{ type: 'task.progress', task_id: 't', task_type: 'agent.run', total_steps: 9 },
  ...{ step, percentage: step * 10, message },
})

it('tells what an agent has come to while it is at work, rather than repeat its tools', () => {
  const heard = { messages: [progress(2, 'Waiting for a host')], ofAgent: [TOOL] }
  assert.equal(barAfter(BAR, TOOL, heard), BAR)
  const atWork = barAfter(BAR, USAGE, heard)
  assert.equal(atWork.message, 'At work; so far turns: 2, tokens: 3,140, $0.05')
  assert.equal(barAfter(atWork, progress(2, 'Edit page.js'), heard).message, atWork.message)
  assert.deepEqual(barAfter(atWork, progress(3, 'Checking the work'), heard), {
    ...BAR,
    ...{ percentage: 30, message: 'Checking the work' },
  })
})

it('tells how a task fails, and each use of a tool in a line', () => {
  const failed: TaskMessage = { ...progress(2, 'Undoing'), type: 'task.failed', error: 'too dear' }
  const bar = barAfter(BAR, failed, { messages: [progress(2, 'x')], ofAgent: [TOOL] })
  assert.deepEqual([bar.state, bar.message], ['failed', 'too dear'])
  assert.match(toolLineOf(TOOL) ?? '', /Edit page\.js$/)
  assert.equal(toolLineOf(USAGE), undefined)
})
