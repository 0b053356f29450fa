import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Failure } from '#contract'
import { loadPolicies } from './load.ts'

const OURS = fileURLToPath(new URL('../../../templates', import.meta.url))
const BASE = `
columns: { Build: builder, Check: checker, Shelf: null }
types:
  builder: { persona: You build., profile: developer, timeout_s: 60, changes_expected: true, success_column: check }
  checker: { persona: You check., profile: readonly, timeout_s: 60, max_turns: 5, failure_column: Shelf }
`

/** A directory of templates with these files in it. */
async function templates(files: Record<string, string> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'slipway-agents-'))
  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), text)
  }
  for (const [name, text] of Object.entries({ 'agents.yml': BASE, ...files })) await put(name, text)
  return { dir, put, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) }
}

/** For assert.rejects: AGENTS_INVALID whose message names all of these. */
const names =
  (...parts: string[]) =>
  (thrown: Failure): boolean =>
    thrown.code === 'AGENTS_INVALID' && parts.every((part) => thrown.message.includes(part))

it('the file that is delivered has an agent for every column of the board', async () => {
  const policy = await (await loadPolicies(OURS)).of('shop')
  const columns = ['Backlog', 'To Do', 'In Progress', 'Code Review', 'Testing', 'Done', 'Triage', 'Analysis']
  const roles = columns.map((column) => policy.role(policy.typeIn(column) ?? ''))
  assert.deepEqual(
    roles.map(({ type, profile }) => [type, profile]),
    [
      ['product_owner', 'readonly'],
      ['architect', 'readonly'],
      ['developer', 'developer'],
      ['reviewer', 'readonly'],
      ['qa', 'developer'],
      ['release', 'developer'],
      ['triage', 'readonly'],
      ['support_analyst', 'readonly'],
    ],
  )
  assert.ok(roles.every(({ agent, timeoutS }) => agent === 'claude' && timeoutS >= 600))
  assert.equal(policy.typeIn('Elsewhere'), undefined)
})

it('a column is known however it is written, and a type by its name alone', async () => {
  await using made = await templates()
  const policy = await (await loadPolicies(made.dir)).of('shop')
  assert.equal(policy.typeIn(' bUILD '), 'builder')
  assert.equal(policy.typeIn('Shelf'), undefined)
  assert.deepEqual(policy.role('checker'), {
    ...{ type: 'checker', persona: 'You check.', agent: 'claude', profile: 'readonly', timeoutS: 60, maxTurns: 5 },
    ...{ changesExpected: false, successColumn: undefined, failureColumn: 'Shelf' },
  })
  assert.equal(policy.role('builder').successColumn, 'check')
  for (const type of ['Checker', 'constructor', '__proto__']) {
    assert.throws(() => policy.role(type), { code: 'AGENT_UNKNOWN_TYPE' })
  }
  assert.equal(policy.typeIn('constructor'), undefined)
})

it('a workspace overrides columns and fields, adds types, and switches a column off', async () => {
  await using made = await templates({
    'agents/shop.yml': `
columns: { BUILD: null, Check: poet, New: builder }
types:
  builder: { timeout_s: 90, agent: codex, success_column: null }
  poet: { persona: You rhyme., profile: readonly, timeout_s: 60, success_column: New }
`,
    'agents/empty.yml': '# nothing differs\n',
    'agents/.shop.yml.swp': 'what an editor leaves',
  })
  const policies = await loadPolicies(made.dir)
  const shop = await policies.of('shop')
  const columns = ['Build', 'Check', 'New', 'Shelf']
  assert.deepEqual(
    columns.map((column) => shop.typeIn(column)),
    [undefined, 'poet', 'builder', undefined],
  )
  const { agent, timeoutS, persona, changesExpected, successColumn } = shop.role('builder')
  assert.deepEqual(
    [agent, timeoutS, persona, changesExpected, successColumn],
    ['codex', 90, 'You build.', true, undefined],
  )
  assert.equal(shop.role('poet').successColumn, 'New')
  for (const other of ['empty', 'other']) {
    const policy = await policies.of(other)
    assert.deepEqual([policy.typeIn('Build'), policy.role('builder').timeoutS], ['builder', 60])
  }
})

it("a workspace's file counts as soon as it is made, changed or removed", async () => {
  await using made = await templates()
  const policies = await loadPolicies(made.dir)
  const agent = async () => (await policies.of('shop')).role('builder').agent
  assert.equal(await agent(), 'claude')
  await made.put('agents/shop.yml', 'types: { builder: { agent: codex } }')
  assert.equal(await agent(), 'codex')
  assert.equal(await policies.of('shop'), await policies.of('shop'))
  await made.put('agents/shop.yml', 'types: { builder: { agent: opencode } }')
  assert.equal(await agent(), 'opencode')
  await made.put('agents/shop.yml', 'types: { builder: { agent: gemini } }')
  await assert.rejects(agent(), names('agents/shop.yml', 'types.builder.agent'))
  await rm(join(made.dir, 'agents/shop.yml'))
  assert.equal(await agent(), 'claude')
})

const FLAWS: readonly (readonly [flaw: string, files: Record<string, string>, parts: readonly string[]])[] = [
  ['no YAML', { 'agents.yml': 'columns: [' }, ['agents.yml', 'line 1']],
  ['a key twice', { 'agents.yml': `${BASE}\ncolumns: {}` }, ['agents.yml', 'unique']],
  ['an unknown tag', { 'agents.yml': BASE.replace('null', '!!js/function x') }, ['agents.yml', 'tag']],
  ['an empty file', { 'agents.yml': '' }, ['agents.yml', 'the file']],
  ['an unknown profile', { 'agents.yml': BASE.replace('readonly', 'root') }, ['types.checker.profile']],
  ['an unknown field', { 'agents.yml': BASE.replace('max_turns', 'maxturns') }, ['types.checker', 'maxturns']],
  ['no persona', { 'agents.yml': BASE.replace('persona: You build.,', '') }, ['types.builder.persona']],
  [
    'a column without its type',
    { 'agents.yml': BASE.replace('Build: builder', 'Build: bilder') },
    ['columns.Build', 'bilder'],
  ],
  [
    'an unknown column',
    { 'agents.yml': BASE.replace('column: check', 'column: chuck') },
    ['types.builder.success_column', 'chuck'],
  ],
  ['a column twice', { 'agents.yml': BASE.replace('Shelf', 'BUILD') }, ['columns.BUILD', 'twice']],
  ['no time', { 'agents.yml': BASE.replace('timeout_s: 60', 'timeout_s: 0') }, ['types.builder.timeout_s']],
  [
    'a new type without its fields',
    { 'agents/shop.yml': 'types: { poet: { agent: codex } }' },
    ['agents/shop.yml', 'types.poet.persona'],
  ],
  [
    'a switched-off column of no type',
    { 'agents/shop.yml': 'columns: { X: nobody }' },
    ['agents/shop.yml', 'columns.X'],
  ],
  ['a field that nobody knows', { 'agents/shop.yml': 'hops: 3' }, ['agents/shop.yml', 'hops']],
  ['a file of no workspace', { 'agents/Sh_op.yml': '' }, ['agents/Sh_op.yml', 'slug']],
  ['a file that would not be read', { 'agents/shop.yaml': '' }, ['agents/shop.yaml', '.yml']],
]
for (const [flaw, files, parts] of FLAWS) {
  it(`is refused at the start: ${flaw}`, async () => {
    await using made = await templates(files)
    await assert.rejects(loadPolicies(made.dir), names(...parts))
  })
}

it('a slug never leads out of the directory of templates', async () => {
  await using made = await templates({ 'evil.yml': '' })
  await assert.rejects((await loadPolicies(made.dir)).of('../evil'), names('no slug'))
})

it('without its file nothing starts', async () => {
  await using made = await templates()
  await rm(join(made.dir, 'agents.yml'))
  await assert.rejects(loadPolicies(made.dir), names('agents.yml', "can't be read"))
})
