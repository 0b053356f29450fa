import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  AGENT_CHANNEL,
  AGENT_OUTPUT_CHANNEL,
  agentKey,
  agentOutputKey,
  agentRunsKey,
  CANCEL_CHANNEL,
  cancelKey,
  digestKey,
  EffectKind,
  EVENT_STREAM,
  LANE_QUEUES,
  LEFTOVERS,
  QUESTION_QUEUE,
  QUEUE_PREFIX,
  QUEUE_SAMPLES,
  RAW_LANES,
  rawListOf,
  REJECTED_LIST,
  RENEWAL_QUEUE,
  statusChannel,
  TASK_INDEX,
  taskKey,
  userChannel,
} from '#contract'
import { DELIVERIES } from '../../orchestrator/src/deliveries/queue.ts'
import { AGENT_SLOTS, AGENT_SLOTS_LINE } from '../../orchestrator/src/redis/agent-slots.ts'
import * as keys from '../../orchestrator/src/redis/keys.ts'
import { rowsBelow } from './markdown.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/architecture.md'), 'utf8')

/** Code in the first column of a table. */
const named = (heading: string, column = 0): string[] =>
  rowsBelow(page, heading).flatMap((row) =>
    [...(row[column] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
  )

describe('docs/architecture.md', () => {
  it('names every key of the orchestrators', () => {
    const shown = named('## Redis').map((each) => each.replaceAll(/<[^>]+>/g, '<…>'))
    for (const [name, key] of Object.entries(keys)) {
      const text = typeof key === 'string' ? key : key('<…>', '<…>')
      assert.ok(
        shown.some((each) => each.includes(text)),
        `${name}: ${text}`,
      )
    }
  })

  it('names every key and channel of the contract', () => {
    const all = [
      ...[taskKey('{id}'), cancelKey('{id}'), digestKey('{id}'), EVENT_STREAM, REJECTED_LIST],
      ...[TASK_INDEX, LEFTOVERS, QUEUE_SAMPLES],
      ...[
        `${QUEUE_PREFIX}:${QUESTION_QUEUE}:…`,
        `${QUEUE_PREFIX}:${RENEWAL_QUEUE}:…`,
        rawListOf(RAW_LANES[0]),
        ...new Set(Object.values(LANE_QUEUES).map(({ prefix }) => `${prefix}:${LANE_QUEUES.high.name}:…`)),
        `${DELIVERIES.prefix}:${DELIVERIES.name}:…`,
        ...[agentKey('{id}'), agentOutputKey('{id}'), agentRunsKey('{full_slug}'), AGENT_SLOTS, AGENT_SLOTS_LINE],
        'inventory:{team,workspace,sandbox}',
      ],
    ]
    const shown = named('## Redis')
    assert.deepEqual(
      all.filter((key) => !shown.includes(key)),
      [],
    )
    const channels = [
      ...[userChannel('{user_id}'), CANCEL_CHANNEL, statusChannel('team'), statusChannel('sandbox')],
      ...[AGENT_CHANNEL, AGENT_OUTPUT_CHANNEL],
    ]
    for (const channel of channels) assert.ok(page.includes(`\`${channel}\``), channel)
  })

  it('says of every kind of thing which driver makes it', () => {
    assert.deepEqual(named('## Drivers', 1).sort(), [...EffectKind.options].sort())
  })
})
