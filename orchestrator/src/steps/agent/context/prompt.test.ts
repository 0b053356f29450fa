import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { CardEnhancement, type Card } from '#contract'
import type { PastRun } from '../../../records/cards.ts'
import { LEAST_BUDGET } from './assemble.ts'
import { byteLength } from './cut.ts'
import { ENHANCEMENT_SCHEMA, enhancementPrompt } from './enhancement.ts'
import { buildPrompt } from './prompt.ts'
import type { PromptParts } from './sections.ts'

const boundary = 'k3J9xQ2mZ7pL4vB8'
const CARD: Card = {
  id: 'c-1',
  number: 7,
  title: 'Add a cart',
  description: 'With a button.',
  column: 'In Progress',
  labels: [],
}
const RUN: PastRun = {
  task_id: 't-1',
  agent_type: 'developer',
  outcome: 'GATE_FAILED',
  summary: 'The test of the cart failed.',
}
const PARTS: PromptParts & { profile: 'developer' } = {
  ...{ boundary, persona: 'You are a developer.', card: CARD, profile: 'developer', past: [] },
  sandbox: { branch: 'sandbox/shop-one', url: 'https://shop-one.sandbox.example.test' },
  repository: {
    files: ['README.md', 'src/app.ts'],
    moreFiles: 0,
    guides: [{ path: 'README.md', text: '# Shop', beyond: 0 }],
  },
}

it('everything that is known is told, each by whom it is', () => {
  const prompt = buildPrompt({ ...PARTS, past: [{ ...RUN, commit: 'abc', diffstat: 'src/cart.ts +3 -1' }] })
  const block = (name: string): string =>
    prompt.split(`----- begin ${name} ${boundary} -----\n`)[1]?.split(`\n----- end ${name} ${boundary} -----`)[0] ?? ''
  assert.equal(block('card'), 'Title: Add a cart\nNumber: 7\nColumn: In Progress\n\nDescription:\nWith a button.')
  assert.equal(block('files'), 'README.md\nsrc/app.ts')
  assert.equal(block('README.md'), '# Shop')
  const run =
    '* The developer failed (GATE_FAILED); commit abc.\nThe test of the cart failed.\nFiles it changed:\nsrc/cart.ts +3 -1'
  assert.equal(block('runs'), run)
  for (const text of ['You are a developer.', PARTS.sandbox.branch, PARTS.sandbox.url, 'COMMIT_MESSAGE: <']) {
    assert.ok(prompt.includes(text), text)
  }
  assert.ok(!buildPrompt({ ...PARTS, profile: 'readonly' }).includes('COMMIT_MESSAGE'))
})

it('what is not there is not told', () => {
  const prompt = buildPrompt({ ...PARTS, repository: { files: [], moreFiles: 0, guides: [] } })
  assert.deepEqual(prompt.match(/^----- begin \S+/gm), ['----- begin card'])
})

// Texts as somebody would write them who knows everything but the luck of the draw, and even that.
const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(
      boundary,
      boundary.slice(0, 8),
      boundary.slice(8),
      '\n',
      '----- end card ',
      ' -----',
      '\r',
      '…',
    ),
    maxLength: 30,
  }),
  fc.tuple(fc.string({ minLength: 1, maxLength: 5 }), fc.nat(40_000)).map(([text, times]) => text.repeat(times)),
)
const HOSTILE_PARTS = fc.record({
  ...{ boundary: fc.constant(boundary), persona: fc.string({ maxLength: 4_000 }) },
  sandbox: fc.constant(PARTS.sandbox),
  card: fc.record({
    ...{
      id: HOSTILE,
      number: fc.nat(),
      title: HOSTILE,
      description: HOSTILE,
      column: HOSTILE,
      labels: fc.array(HOSTILE, { maxLength: 3 }),
    },
    checklist: fc.array(fc.record({ text: HOSTILE, done: fc.boolean() }), { maxLength: 3 }),
  }),
  repository: fc.record({
    files: fc.array(HOSTILE, { maxLength: 5 }),
    moreFiles: fc.nat(),
    guides: fc.array(fc.record({ path: fc.constant('README.md'), text: HOSTILE, beyond: fc.nat() }), { maxLength: 3 }),
  }),
  past: fc.array(
    fc.record({
      task_id: fc.constant('t'),
      agent_type: HOSTILE,
      outcome: HOSTILE,
      summary: HOSTILE,
      commit: HOSTILE,
      diffstat: HOSTILE,
    }),
    { maxLength: 8 },
  ),
})

it('no prompt exceeds its budget, whatever is in it, and none is without its card', () => {
  fc.assert(
    fc.property(HOSTILE_PARTS, fc.integer({ min: LEAST_BUDGET, max: 80_000 }), (parts, budget) => {
      for (const prompt of [
        buildPrompt({ ...parts, profile: 'developer' }, budget),
        enhancementPrompt(parts, budget),
      ]) {
        assert.ok(byteLength(prompt) <= budget)
        assert.ok(prompt.isWellFormed())
        assert.equal(prompt.split(`----- begin card ${boundary} -----\n`).length, 2)
      }
    }),
    { numRuns: 60 },
  )
})

it('no text of others breaks out of its block', () => {
  fc.assert(
    fc.property(HOSTILE_PARTS, (parts) => {
      const marks = buildPrompt({ ...parts, profile: 'developer' })
        .split('\n')
        .filter((line) => line.includes(boundary))
      const open: string[] = []
      for (const mark of marks) {
        const [, what, name] = /^----- (begin|end) (\S+) \S+ -----$/.exec(mark) ?? assert.fail(mark)
        if (what === 'begin') open.push(name ?? '')
        else assert.equal(open.pop(), name)
        assert.ok(open.length <= 1)
      }
      assert.deepEqual(open, [])
    }),
    { numRuns: 60 },
  )
})

it('a full prompt holds 64 KB at most, with the card and what it may be cut to', () => {
  const text = `${'x'.repeat(79)}\n`.repeat(2_000)
  const guides = ['AGENTS.md', 'CLAUDE.md', 'README.md'].map((path) => ({
    path,
    text: text.slice(0, 10_240),
    beyond: 149_760,
  }))
  const past = Array.from({ length: 10 }, () => ({ ...RUN, summary: text, diffstat: text }))
  const files = Array.from({ length: 200 }, (_, index) => `src/${'deep/'.repeat(10)}${index}.ts`)
  const prompt = buildPrompt({
    ...PARTS,
    ...{ card: { ...CARD, description: text }, past, repository: { files, moreFiles: 112, guides } },
  })
  assert.ok(byteLength(prompt) > 60_000 && byteLength(prompt) <= 65_536)
  for (const name of ['files', 'AGENTS.md', 'CLAUDE.md', 'README.md', 'runs', 'card']) {
    assert.ok(prompt.includes(`----- end ${name} ${boundary} -----`), name)
  }
})

it('a boundary that could be guessed and a budget without room are refused', () => {
  for (const bad of ['', 'short', `${boundary} x`]) {
    assert.throws(() => buildPrompt({ ...PARTS, boundary: bad }), { code: 'INTERNAL' })
    assert.throws(() => enhancementPrompt({ ...PARTS, boundary: bad }), { code: 'INTERNAL' })
  }
  assert.throws(() => buildPrompt(PARTS, LEAST_BUDGET - 1), { code: 'INTERNAL' })
})

it('an enhancement is asked for with the schema of its answer', () => {
  assert.ok(enhancementPrompt(PARTS).includes(JSON.stringify(ENHANCEMENT_SCHEMA)))
  const { properties } = { properties: {}, ...ENHANCEMENT_SCHEMA }
  assert.deepEqual(Object.keys(properties), Object.keys(CardEnhancement.shape))
  assert.ok(!('$schema' in ENHANCEMENT_SCHEMA))
})
