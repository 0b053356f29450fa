import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '../failure.ts'
import { parseTask } from '../parse.ts'
import { CONTRACTS, type TaskType } from './index.ts'

type Fields = Readonly<Record<string, unknown>>

interface Case {
  /** A payload with nothing but what is needed. */
  readonly least: Fields
  /** Every optional field, with a value that is accepted. */
  readonly optional: Fields
  /** What is filled in. */
  readonly defaults: Fields
}

const team = { team_id: 't1', team_slug: 'acme' }
const workspace = { workspace_id: 'w1', workspace_slug: 'shop' }
const sandbox = { sandbox_id: 's1', sandbox_slug: 'one', ...workspace }
const card = { id: 'c1', title: '"; rm -rf ~ #', description: '', column: 'In Progress', labels: [] }
const onCard = { workspace_slug: 'shop', sandbox_slug: 'one', card }
const ofRun = {
  ...{ agent: 'codex', timeout_s: 60, max_budget_usd: 0.5, model: 'opus-5.1[1m]' },
  callback_url: 'https://board.example.org/hooks',
}
const owner = { owner_email: 'a@example.org', name: 'Acme & Söhne' }

/** The table of docs: contract.md, "Payloads". */
const CASES: Readonly<Record<TaskType, Case>> = {
  'team.provision': {
    least: { ...team, owner_id: 'u1' },
    optional: { ...owner, owner_name: 'Ann' },
    defaults: {},
  },
  'team.delete': { least: team, optional: { cascade: true }, defaults: { cascade: false } },
  'team.restart': { least: team, optional: { rebuild: true }, defaults: { rebuild: false } },
  'team.suspend': { least: team, optional: {}, defaults: {} },
  'workspace.provision': {
    least: { ...workspace, owner_id: 'u1', template_repo: 'slipway/sample' },
    optional: { ...owner, team_id: 't1', team_slug: 'acme', private: false },
    defaults: { private: true },
  },
  'workspace.delete': {
    least: workspace,
    optional: { cascade: true, keep_repository: true },
    defaults: { cascade: false, keep_repository: false },
  },
  'workspace.restart': { least: workspace, optional: {}, defaults: {} },
  'workspace.suspend': { least: workspace, optional: {}, defaults: {} },
  'sandbox.provision': { least: sandbox, optional: { source_branch: 'dev' }, defaults: { source_branch: 'main' } },
  'sandbox.delete': { least: sandbox, optional: {}, defaults: {} },
  'sandbox.restart': { least: sandbox, optional: {}, defaults: {} },
  'sandbox.suspend': { least: sandbox, optional: {}, defaults: {} },
  'sandbox.agent.restart': {
    least: sandbox,
    optional: { regenerate_secret: true },
    defaults: { regenerate_secret: false },
  },
  'agent.run': {
    least: { ...onCard, agent_type: 'product_owner' },
    optional: {
      ...ofRun,
      ...{ tool_profile: 'readonly', allowed_tools: ['Read', 'Bash(npm test:*)'], session_id: 'a1-b2_c3' },
      ...{ gates: [['npm', 'test']], rebuild: true },
    },
    defaults: { gates: [], rebuild: false },
  },
  'agent.enhance': { least: onCard, optional: ofRun, defaults: {} },
}

/** What no field of a kind takes. */
const WRONG: readonly (readonly [RegExp, readonly unknown[]])[] = [
  [/_id$/, [42, null, '', '../x', 'a b', 'a\n', 'a'.repeat(129), {}]],
  [/_slug$/, [42, null, '', '../x', '-x', 'x y', 'Ünï', 'a\nb', '$(id)', 'api', 'a'.repeat(64), ['acme']]],
  [/^(?:name|owner_name)$/, [42, null, '', 'a\nb', 'a\0', 'a'.repeat(201)]],
  [/_email$/, [42, 'nobody', 'a@b\n', 'a b@example.org']],
  [
    /^card$/,
    [42, null, {}, { ...card, id: '' }, { ...card, title: '' }, { ...card, extra: 1 }, { ...card, labels: 'x' }],
  ],
  [/^agent$/, [42, null, '', 'claude-code', '../claude']],
  [/^agent_type$/, [42, null, '', 'Developer', 'a b', '../x', '$(id)']],
  [/^tool_profile$/, [42, null, 'all', 'root']],
  [/^allowed_tools$/, ['Read', [42], ['--yes'], ['Bash(a,b)'], ['Bash(a\n)'], ['Read Write']]],
  [/^timeout_s$/, ['60', 0, 1.5, 86_401, null]],
  [/^max_budget_usd$/, ['1', 0, -1, 10_001, null]],
  [/^model$/, [42, '', '-p', 'a b', 'a\n', '$(id)', 'a'.repeat(101)]],
  [/^callback_url$/, [42, '', 'board', 'ftp://board.example.org', 'file:///etc/passwd', 'javascript:alert(1)']],
  [/^gates$/, ['npm test', ['npm test'], [[]], [['']], [[42]]]],
  [/^(?:cascade|rebuild|private|keep_repository|regenerate_secret)$/, ['true', 1, null]],
  [/^template_repo$/, [42, 'sample', '../x', 'a/b/c', '$(id)/x', 'a/b\n']],
  [/^source_branch$/, [42, '', '-x', 'a..b', 'a b', '$(id)']],
]

const parse = (type: string, payload: unknown) =>
  parseTask({ id: 'task-1', type, payload, user_id: 'u1', created_at: '2026-01-15T10:30:00Z' })

/** Asserts that a payload is refused with a message that names the field. */
const refuses = (type: string, payload: Fields, field: string) =>
  assert.throws(
    () => parse(type, payload),
    (thrown) => thrown instanceof Failure && thrown.code === 'INVALID_PAYLOAD' && thrown.message.includes(field),
    `${type} took ${JSON.stringify(payload)}`,
  )

for (const [type, { least, optional, defaults }] of Object.entries(CASES)) {
  describe(`The payload of ${type}`, () => {
    const whole = { ...least, ...optional }

    it('is taken with what is needed, and its defaults filled in', () =>
      assert.deepEqual(parse(type, least).input, { ...least, ...defaults }))
    it('is taken with everything', () => assert.deepEqual(parse(type, whole).input, whole))
    it('needs each of its fields', () => {
      for (const field of Object.keys(least)) {
        const { [field]: _missing, ...rest } = whole
        refuses(type, rest, field)
      }
    })
    it('takes no field that it does not know', () => refuses(type, { ...whole, extra: 1 }, 'extra'))
    it('takes no field with a wrong value', () => {
      for (const field of Object.keys(whole)) {
        const [, values] = WRONG.find(([fields]) => fields.test(field)) ?? assert.fail(`no wrong values for ${field}`)
        for (const value of values) refuses(type, { ...whole, [field]: value }, field)
      }
    })
  })
}

describe('The contracts', () => {
  it('stand under their own type', () => {
    for (const [type, contract] of Object.entries(CONTRACTS)) assert.equal(contract.type, type)
  })
  it('have the lanes that contract.md gives them: what somebody waits for is high', () => {
    const high = Object.values(CONTRACTS).filter(({ lane }) => lane === 'high')
    assert.deepEqual(
      high.map(({ type }) => type),
      [
        ...['team.provision', 'team.restart', 'workspace.provision', 'workspace.restart'],
        ...['sandbox.provision', 'sandbox.restart', 'sandbox.agent.restart'],
      ],
    )
  })
  it('put agents into lanes of their own, by the label of the card', () => {
    for (const type of ['agent.run', 'agent.enhance'] as const) {
      const { least } = CASES[type]
      assert.equal(parse(type, least).lane, 'agents.normal')
      assert.equal(parse(type, { ...least, card: { ...card, labels: ['x', 'urgent'] } }).lane, 'agents.high')
    }
  })
  it('have an agent alone in its sandbox, and no other agent of it beside it', () => {
    const { claims, owner: key, resource } = parse('agent.enhance', onCard)
    assert.deepEqual(resource, { type: 'agent', id: 'shop-one', slug: 'shop-one' })
    assert.equal(key, 'agent:shop-one')
    assert.deepEqual(
      claims.filter(({ mode }) => mode === 'exclusive').map(({ node }) => node),
      ['agent/shop-one', 'agent#shop-one', 'sandbox/shop-one'],
    )
  })
  it('refuse a full slug of more than 63 characters', () => {
    const [long, longer] = ['a'.repeat(31), 'b'.repeat(32)]
    const slugs = (sandbox_slug: string) => ({ ...sandbox, workspace_slug: long, sandbox_slug })
    for (const type of ['sandbox.provision', 'sandbox.delete', 'sandbox.agent.restart']) {
      assert.equal(parse(type, slugs(longer.slice(1))).resource.slug.length, 63)
      refuses(type, slugs(longer), 'sandbox_slug')
    }
    refuses('agent.enhance', { ...onCard, workspace_slug: long, sandbox_slug: longer }, 'sandbox_slug')
  })
})
