import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Queues } from '../../api/queues.ts'
import { oldestOf, seriesOf, waitingOf } from './series.ts'

const NOW = Date.UTC(2026, 0, 15, 10, 30)
const secondsAgo = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString()
const lane = (waiting: number) => ({ waiting, active: 0, delayed: 0, oldest_wait_ms: waiting * 1_234 })
const samplesAt = (...ages: readonly number[]) =>
  Queues(
    {
      lanes: {},
      samples: ages.map((age, n) => ({ at: secondsAgo(age), lanes: { high: lane(n + 1), normal: lane(0) } })),
    },
    'queues',
  ).samples

describe('the plot of the lanes', () => {
  it('reaches over the last hour, also where nothing is known', () => {
    const [times, high, normal, urgent] = seriesOf(samplesAt(30, 15), NOW, waitingOf)
    assert.deepEqual(
      times.map((time) => NOW / 1_000 - time),
      [3_600, 1_815, 30, 15, 0],
    )
    assert.deepEqual(high, [null, null, 1, 2, null])
    assert.deepEqual(normal, [null, null, 0, 0, null])
    assert.deepEqual(urgent, [null, null, null, null, null])
  })
  it('is broken where nobody took samples', () => {
    const [, high] = seriesOf(samplesAt(3_590, 300, 0), NOW, waitingOf)
    assert.deepEqual(high, [null, 1, null, 2, null, 3])
  })
  it('leaves out what is older than an hour', () => {
    assert.deepEqual(seriesOf(samplesAt(4_000), NOW, waitingOf)[1], [null, null])
  })
  it('tells of waits in seconds, to a tenth', () => {
    assert.equal(seriesOf(samplesAt(10), NOW, oldestOf)[1]?.[2], 1.2)
  })
})
