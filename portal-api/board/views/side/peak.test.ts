import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Queues } from '../../api/queues.ts'
import { peakOf } from './peak.ts'
import { oldestOf, waitingOf } from './series.ts'

const lane = (waiting: number, seconds: number) => ({ waiting, active: 0, delayed: 0, oldest_wait_ms: seconds * 1_000 })
const sample = (minute: number, high: object, normal: object) => ({
  at: new Date(Date.UTC(2026, 0, 15, 10, minute)).toISOString(),
  lanes: { high, normal },
})

it('the peak of an hour has its lane and its time; an hour without one has none', () => {
  const quiet = sample(1, lane(0, 0), lane(0, 0))
  const { samples } = Queues(
    { lanes: {}, samples: [quiet, sample(2, lane(3, 9), lane(1, 2)), sample(3, lane(3, 1), lane(2, 20))] },
    'queues',
  )
  assert.deepEqual(peakOf(samples, waitingOf), { value: 3, lane: 'High', at: Date.UTC(2026, 0, 15, 10, 2) })
  assert.deepEqual(peakOf(samples, oldestOf), { value: 20, lane: 'Normal', at: Date.UTC(2026, 0, 15, 10, 3) })
  assert.equal(peakOf(samples.slice(0, 1), waitingOf), undefined)
})
