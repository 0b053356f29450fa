import assert from 'node:assert/strict'
import { it } from 'node:test'
import { LANES, ResourceRecord, TaskStatus, TaskStep } from '#contract'
import { LANE_NAMES, RESOURCE_STATES, RESOURCE_TYPES, STEP_STATES, TASK_STATES } from './words.ts'

it('the board knows every word of the contract, and no other', () => {
  const { type, status } = ResourceRecord.shape
  assert.deepEqual(RESOURCE_TYPES, type.options)
  assert.deepEqual(RESOURCE_STATES, status.options)
  assert.deepEqual(TASK_STATES, TaskStatus.options)
  assert.deepEqual(STEP_STATES, TaskStep.shape.state.options)
  assert.deepEqual(LANE_NAMES, LANES)
})
