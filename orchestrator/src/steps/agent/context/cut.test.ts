import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { byteLength, cut } from './cut.ts'

const TEXT = fc.string({ unit: fc.constantFrom('a', '\n', 'ä', '€', '🦊', '\ud800', 'word '), maxLength: 400 })

it('a text never has more bytes than it may, ends after a whole character, and tells exactly what is missing', () => {
  fc.assert(
    fc.property(TEXT, fc.nat(600), fc.nat(50), (text, bytes, beyond) => {
      const result = cut(text, bytes, beyond)
      const original = text.toWellFormed()
      assert.ok(byteLength(result) <= bytes)
      if (byteLength(original) <= bytes && beyond === 0) assert.equal(result, original)
      else if (result !== '') {
        const [, head, left] = /^([^]*)\n\[… (\d+) bytes left out\]$/.exec(result) ?? []
        assert.ok(head !== undefined && original.startsWith(head))
        assert.equal(Number(left), byteLength(original) - byteLength(head) + beyond)
      }
    }),
  )
})

it('a text is cut after a whole line where that keeps most of it', () => {
  assert.equal(cut('line\n'.repeat(20), 60), `${'line\n'.repeat(6)}line\n[… 66 bytes left out]`)
  assert.equal(cut(`a\n${'é'.repeat(100)}`, 60), `a\n${'é'.repeat(16)}\n[… 168 bytes left out]`)
})
