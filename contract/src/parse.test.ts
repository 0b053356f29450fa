import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Failure, type FailureCode } from './failure.ts'
import { parseTask } from './parse.ts'

const TASK = {
  id: 'task-1',
  type: 'team.suspend',
  payload: { team_id: 't1', team_slug: 'acme' },
  user_id: 'u1',
  created_at: '2026-01-15T10:30:00Z',
}

const codeOf = (value: unknown): FailureCode | undefined => {
  try {
    parseTask(value)
    return undefined
  } catch (thrown) {
    assert.ok(thrown instanceof Failure, String(thrown))
    return thrown.code
  }
}

describe('parseTask', () => {
  it('gives the task with its resource, its lane and what it claims', () => {
    const { envelope, lane, owner, resource, claims } = parseTask(TASK)
    assert.deepEqual(envelope, TASK)
    assert.deepEqual([lane, owner], ['normal', 'team:t1'])
    assert.equal(parseTask({ ...TASK, retry_of: 'task-0' }).envelope.retry_of, 'task-0')
    assert.deepEqual(resource, { type: 'team', id: 't1', slug: 'acme' })
    assert.deepEqual(claims, [
      { node: 'team/acme', mode: 'exclusive' },
      { node: 'team#t1', mode: 'exclusive' },
    ])
  })

  const malformed: Readonly<Record<string, unknown>> = {
    'no object': 'text',
    null: null,
    'a list': [TASK],
    'no id': { ...TASK, id: undefined },
    'an id of digits': { ...TASK, id: '42' },
    'an id with a colon': { ...TASK, id: 'a:b' },
    'a type that is no text': { ...TASK, type: 7 },
    'a payload that is a list': { ...TASK, payload: [] },
    'no payload': { ...TASK, payload: undefined },
    'a user id that leads elsewhere': { ...TASK, user_id: '../u' },
    'a date that is none': { ...TASK, created_at: 'yesterday' },
    'a date without its zone': { ...TASK, created_at: '2026-01-15T10:30:00' },
    'a field too many': { ...TASK, priority: 1 },
  }
  for (const [what, value] of Object.entries(malformed)) {
    it(`refuses ${what} as MALFORMED_TASK`, () => assert.equal(codeOf(value), 'MALFORMED_TASK'))
  }

  it('refuses an unknown type, those of every object too', () => {
    for (const type of ['team.explode', 'constructor', '__proto__', 'toString', 'TEAM.SUSPEND']) {
      assert.equal(codeOf({ ...TASK, type }), 'UNKNOWN_TASK_TYPE', type)
    }
  })

  it('names every wrong field of a payload', () => {
    const wrong = { ...TASK, payload: { team_id: '', team_slug: 'api', more: 1 } }
    assert.throws(() => parseTask(wrong), /payload\.team_id: .*payload\.team_slug: is reserved.*more/)
  })

  it('never throws anything but a failure of its three codes, whatever comes', () => {
    const codes = new Set(['MALFORMED_TASK', 'UNKNOWN_TASK_TYPE', 'INVALID_PAYLOAD'])
    const anything = fc.oneof(
      fc.anything(),
      fc.anything().map((payload) => ({ ...TASK, payload })),
      fc.tuple(fc.string(), fc.anything()).map(([field, value]) => ({ ...TASK, [field]: value })),
      fc.object().map((payload) => ({ ...TASK, payload })),
    )
    fc.assert(
      fc.property(anything, (value) => codes.has(codeOf(value) ?? '')),
      { numRuns: 1_000 },
    )
  })
})

describe('What tasks claim', () => {
  const claimed = (type: string, payload: Record<string, unknown>): string[] =>
    parseTask({ ...TASK, type, payload }).claims.map(({ node, mode }) => `${mode} ${node}`)
  const workspace = { workspace_id: 'w1', workspace_slug: 'shop' }

  it('is a sandbox, and its workspace shared', () => {
    const payload = { ...workspace, sandbox_id: 's1', sandbox_slug: 'one' }
    assert.deepEqual(claimed('sandbox.delete', payload), [
      'exclusive sandbox/shop-one',
      'exclusive sandbox#s1',
      'shared workspace/shop',
      'shared workspace#w1',
    ])
  })

  it('is a workspace, and its team shared where it stands or alone where it is made', () => {
    const payload = { ...workspace, owner_id: 'u1', template_repo: 'a/b' }
    const own = ['exclusive workspace/shop', 'exclusive workspace#w1']
    assert.deepEqual(claimed('workspace.provision', { ...payload, team_id: 't1' }), [...own, 'shared team#t1'])
    assert.deepEqual(claimed('workspace.provision', { ...payload, team_id: 't1', team_slug: 'acme' }), [
      ...own,
      'shared team#t1',
      'shared team/acme',
    ])
    const made = claimed('workspace.provision', payload)
    assert.deepEqual(made.slice(0, 2), own)
    assert.match(made[2] ?? '', /^exclusive team#[0-9a-f-]{36}$/)
    assert.deepEqual(made.slice(3), ['exclusive team/shop'])
  })
})
