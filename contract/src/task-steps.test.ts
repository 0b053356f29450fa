import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSteps, STEPS_PLAN, stepField } from './task-steps.ts'

const plan = JSON.stringify([
  [
    { name: 'one', title: 'One' },
    { name: 'two', title: 'Two' },
  ],
  [],
  [{ name: 'three', title: 'Three' }],
])

describe('readSteps', () => {
  it('has none of a task that has not begun', () => {
    assert.deepEqual(readSteps({ status: 'pending' }), [])
  })

  it('gives those of the plan in its order, each with its stage and with what is known of it', () => {
    const started_at = '2026-01-15T10:30:00.000Z'
    const hash = {
      status: 'processing',
      [STEPS_PLAN]: plan,
      [stepField('two')]: JSON.stringify({ state: 'running', started_at }),
      [stepField('unplanned')]: JSON.stringify({ state: 'done' }),
    }
    assert.deepEqual(readSteps(hash), [
      { name: 'one', title: 'One', stage: 1, state: 'waiting' },
      { name: 'two', title: 'Two', stage: 1, state: 'running', started_at },
      { name: 'three', title: 'Three', stage: 3, state: 'waiting' },
    ])
  })

  it('takes no step of a task that has ended for running', () => {
    const steps = (status: string) =>
      readSteps({ status, [STEPS_PLAN]: plan, [stepField('one')]: '{"state":"running"}' }).map(({ state }) => state)
    for (const status of ['completed', 'failed', 'cancelled']) {
      assert.deepEqual(steps(status), ['failed', 'waiting', 'waiting'])
    }
    assert.deepEqual(steps('processing'), ['running', 'waiting', 'waiting'])
  })
})
