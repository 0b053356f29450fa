import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AgentResult, Failure, type FailureCode } from '#contract'
import type { AgentFacts } from './facts.ts'
import { resultOf } from './result.ts'

const FACTS: AgentFacts = {
  ...{ run: 'run', slug: 'shop-box', repository: 'slipway/shop', branch: 'sandbox/shop-box', checkout: 'c', url: 'u' },
  ...{ agent: 'claude', agent_type: 'developer', persona: 'p', profile: 'developer', timeout_s: 60 },
  ...{ changes_expected: true, success_column: 'Code Review', failure_column: 'To Do' },
}
const failed = (code: FailureCode) => resultOf(FACTS, {}, new Failure(code, 'it did not work').toJSON())

describe("a result of an agent's task", () => {
  it('tells of a task that failed before its agent began', () => {
    const result = failed('GATE_FAILED')
    assert.deepEqual(AgentResult.parse(result), result)
    assert.deepEqual([result.success, result.reason, result.turns, result.move_to], [false, 'GATE_FAILED', 0, 'To Do'])
  })

  it('moves the card on where the task succeeded', () => {
    assert.equal(resultOf(FACTS, {}, undefined).move_to, 'Code Review')
  })

  it('leaves the card where nobody failed: it would be sent to and fro', () => {
    for (const code of ['CANCELLED', 'AGENT_MAX_HOPS'] as const) assert.equal(failed(code).move_to, undefined)
  })

  it('gathers what people should know from every step', () => {
    const came = {
      tree: { commit: 'a', notes: ['of the tree'] },
      push: { work: null, notes: ['of the push'] },
      forward: ['of the checkout'],
    }
    assert.deepEqual(resultOf(FACTS, came, undefined).notes, ['of the tree', 'of the push', 'of the checkout'])
  })
})
