import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { commitMessage } from './commit-message.ts'

const card = { id: 'c-1', number: 7, title: 'Add a cart' }
const of = (summary: string, from: { id: string; number?: number; title: string } = card): string[] =>
  commitMessage(summary, { card: from, agentType: 'developer' }).split('\n\n')
const TRAILERS = 'Card: c-1\nAgent: developer'

it("the agent's last line is the message, however it is set off", () => {
  for (const last of [
    'COMMIT_MESSAGE: A cart',
    '**COMMIT_MESSAGE:** A cart\n',
    '`COMMIT_MESSAGE: A cart`',
    '```\nCOMMIT_MESSAGE: A cart\n```\n\n',
  ]) {
    assert.deepEqual(of(`Done.\r\n${last}`), ['A cart', TRAILERS], last)
  }
})

it('without one the card makes the message', () => {
  for (const summary of ['', 'Done.', 'COMMIT_MESSAGE:  ', 'COMMIT_MESSAGE: A cart\nBut one more thing.']) {
    assert.deepEqual(of(summary), ['Add a cart (#7)', TRAILERS], summary)
  }
  assert.deepEqual(of('', { id: 'c-1', title: '"; rm -rf ~ #' }), ['"; rm -rf ~ #', TRAILERS])
  assert.deepEqual(of('', { id: 'c-1', title: '\u0000\n' }), ['Card c-1', TRAILERS])
})

it('what is too long for a subject is cut after a word, and told whole in the body', () => {
  const text = 'word '.repeat(40).trim()
  const [subject, body, trailers] = of(`COMMIT_MESSAGE: ${text}`)
  assert.equal(subject, `${'word '.repeat(19).trim()}…`)
  assert.deepEqual([body, trailers], [text, TRAILERS])
  assert.equal(of('', { ...card, title: '🦊'.repeat(200) })[0], `${'🦊'.repeat(94)}… (#7)`)
})

it('whatever the texts hold, a message has one subject, and trailers of ours alone', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '\r', '\u2028', '\u0007', '\ud800', 'Card: x', '\n\n', 'COMMIT_MESSAGE:'),
    maxLength: 200,
  })
  fc.assert(
    fc.property(text, text, text, fc.option(fc.nat(), { nil: undefined }), (summary, title, id, number) => {
      const from = { id, title, ...(number === undefined ? {} : { number }) }
      const paragraphs = of(summary, from)
      assert.ok(paragraphs.length <= 3)
      const [subject = '', ...rest] = paragraphs
      assert.ok(subject.length > 0 && Array.from(subject).length <= 100)
      assert.ok(![subject, ...rest.slice(0, -1)].join('').includes('\n'))
      assert.match(rest.at(-1) ?? '', /^Card: .*\nAgent: developer$/)
    }),
  )
})
