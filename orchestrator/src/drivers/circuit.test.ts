import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Admission,
  Circuit,
  FAILURES_TO_OPEN,
  FIRST_COOL_DOWN_MS,
  LONGEST_COOL_DOWN_MS,
  type Leave,
} from './circuit.ts'

const MIDDLE = () => 0.5

/** A request that has to leave. */
function leave(circuit: Circuit, now: number): Leave {
  const admission = circuit.admit(now)
  return isLeave(admission) ? admission : assert.fail(`it does not leave: ${admission.kind}`)
}
const isLeave = (admission: Admission): admission is Leave => admission.kind === 'call' || admission.kind === 'probe'

/** A circuit that has been opened at a time. */
function opened(at = 0, random = MIDDLE): Circuit {
  const circuit = new Circuit(random)
  for (let n = 0; n < FAILURES_TO_OPEN; n += 1) circuit.failed({ kind: 'call' }, at)
  assert.equal(circuit.state(at), 'open')
  return circuit
}

/** The probe that is due. */
function probeOf(circuit: Circuit, now: number): Leave {
  const admission = circuit.admit(now)
  assert.ok(isLeave(admission) && admission.kind === 'probe', admission.kind)
  return admission
}

describe('a circuit', () => {
  it('opens with the third failure in a row, and not for any number of others', () => {
    const circuit = new Circuit(MIDDLE)
    for (let round = 0; round < 10; round += 1) {
      circuit.failed(leave(circuit, 0), 0)
      circuit.failed(leave(circuit, 0), 0)
      circuit.answered()
    }
    for (let n = 0; n < 100; n += 1) circuit.givenUp(leave(circuit, 0))
    assert.equal(circuit.state(0), 'closed')
    for (const state of ['closed', 'closed', 'open'] as const) {
      circuit.failed(leave(circuit, 0), 0)
      assert.equal(circuit.state(0), state)
    }
  })

  it('lets nothing leave until its time is up, and then one alone', () => {
    const circuit = opened()
    assert.equal(circuit.remaining(1_000), FIRST_COOL_DOWN_MS - 1_000)
    for (const now of [0, FIRST_COOL_DOWN_MS - 1]) assert.equal(circuit.admit(now).kind, 'refuse')
    assert.equal(circuit.state(FIRST_COOL_DOWN_MS), 'half_open')
    assert.equal(circuit.admit(FIRST_COOL_DOWN_MS).kind, 'probe')
    for (const later of [0, 1, 1_000_000]) assert.equal(circuit.admit(FIRST_COOL_DOWN_MS + later).kind, 'wait')
  })

  it('closes for all when the probe is answered, and begins again from nothing', () => {
    const circuit = opened()
    probeOf(circuit, FIRST_COOL_DOWN_MS)
    circuit.answered()
    assert.equal(circuit.admit(FIRST_COOL_DOWN_MS).kind, 'call')
    circuit.failed({ kind: 'call' }, 0)
    circuit.failed({ kind: 'call' }, 0)
    assert.equal(circuit.state(0), 'closed')
    circuit.failed({ kind: 'call' }, 0)
    assert.equal(circuit.remaining(0), FIRST_COOL_DOWN_MS)
  })

  it('stays open twice as long with each probe that fails, up to a minute', () => {
    const circuit = opened()
    let now = FIRST_COOL_DOWN_MS
    const coolDowns = Array.from({ length: 6 }, () => {
      circuit.failed(probeOf(circuit, now), now)
      const remaining = circuit.remaining(now)
      now += remaining
      return remaining
    })
    assert.deepEqual(coolDowns, [10_000, 20_000, 40_000, ...Array.from({ length: 3 }, () => LONGEST_COOL_DOWN_MS)])
  })

  it('draws each of these times at random, within a fifth of it', () => {
    assert.equal(opened(0, () => 0).remaining(0), FIRST_COOL_DOWN_MS * 0.8)
    assert.equal(opened(0, () => 1).remaining(0), FIRST_COOL_DOWN_MS * 1.2)
  })

  it('is probed by the next one when a probe was given up, without another wait', () => {
    const circuit = opened()
    circuit.givenUp(probeOf(circuit, FIRST_COOL_DOWN_MS))
    assert.equal(circuit.state(FIRST_COOL_DOWN_MS), 'half_open')
    assert.equal(circuit.admit(FIRST_COOL_DOWN_MS).kind, 'probe')
  })

  it('learns nothing new from failures of what left before it opened, and all from an answer to it', () => {
    const circuit = new Circuit(MIDDLE)
    const early = Array.from({ length: 5 }, () => leave(circuit, 0))
    for (const [index, each] of early.entries()) circuit.failed(each, index)
    assert.equal(circuit.remaining(2), FIRST_COOL_DOWN_MS, 'as of the third')
    const probe = probeOf(circuit, 2 + FIRST_COOL_DOWN_MS)
    circuit.failed({ kind: 'call' }, 10_000)
    assert.equal(circuit.admit(10_000).kind, 'wait', 'the probe is still out')
    circuit.answered()
    assert.equal(circuit.state(10_000), 'closed')
    circuit.failed(probe, 10_000)
    assert.equal(circuit.state(10_000), 'closed', 'what was a probe is one failure of three')
  })
})
