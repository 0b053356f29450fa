import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createJsonValidator, MAX_DEPTH } from './json-validator.ts'

/** Whether the validator accepts a text that arrives in pieces with these lengths, and then the rest. */
function accepts(text: string | Buffer, lengths: readonly number[] = []): boolean {
  const validator = createJsonValidator()
  let rest = Buffer.from(text)
  for (const length of [...lengths, rest.length]) {
    // A buffer of its own, as pieces of a file have: nothing behind its end can be looked at.
    if (!validator.push(Buffer.from(rest.subarray(0, length)))) return false
    rest = rest.subarray(length)
  }
  return validator.end()
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

const cuts = fc.array(fc.nat(12), { maxLength: 20 })
const spaces = fc.constantFrom(undefined, 1, '\t')

describe('JSON validator', () => {
  it('accepts all that JSON.stringify writes, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), spaces, cuts, (value, space, lengths) => {
        assert.equal(accepts(JSON.stringify(value, undefined, space), lengths), true)
      }),
      { numRuns: 2000 },
    )
  })

  it('judges as JSON.parse does whatever is made of the pieces of JSON', () => {
    const token = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '"a"',
        '"a":',
        'u00',
        'e9',
        '\\u',
        'true',
        'false',
        'null',
        'tru',
        'nul',
      ],
      ...[
        '0',
        '1',
        '12',
        '-',
        '+',
        '.',
        'e',
        'E',
        '1.5',
        '-0',
        '2e3',
        ' ',
        '\n',
        '\t',
        '\r',
        '\u0000',
        '\u001f',
        '\u007f',
        'é',
        '€',
        '😀',
        '\ufeff',
        '\f',
        'x',
      ],
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), cuts, (tokens, lengths) => {
        assert.equal(accepts(tokens.join(''), lengths), isJson(tokens.join('')))
      }),
      { numRuns: 30_000 },
    )
  })

  it('judges as JSON.parse does when valid JSON is damaged: a character replaced, dropped or put in', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.nat(1),
      fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '0', '-', '.', 'e', ' ', '\n'),
    )
    fc.assert(
      fc.property(fc.jsonValue(), damage, cuts, (value, [seed, dropped, character], lengths) => {
        const text = JSON.stringify(value)
        const at = seed % (text.length + 1)
        const damaged = text.slice(0, at) + character + text.slice(at + dropped)
        assert.equal(accepts(damaged, lengths), isJson(damaged))
      }),
      { numRuns: 10_000 },
    )
  })

  it('refuses every torn state of a TinyDB file: each prefix, and each overwriting of a longer text by a shorter one', () => {
    const before = '{"_default": {"1": {"a": "xyz", "n": 10}, "2": {"a": "b"}}}'
    const after = '{"_default": {"1": {"a": "q"}}}'
    for (let length = 1; length < before.length; length += 1) assert.equal(accepts(before.slice(0, length)), false)
    assert.equal(accepts(after + before.slice(after.length)), false)
  })

  it('refuses what is not UTF-8, wherever it is cut', () => {
    const text = Buffer.from('{"name": "Ünï €😀"}')
    const anywhere = [...text.keys()]
    for (const cut of anywhere) assert.equal(accepts(text, [cut]), true)
    for (const cut of anywhere) assert.equal(accepts(text, [cut, 1, 1, 1]), true)
    const wrong = [
      [0x80],
      [0xc0, 0x80],
      [0xc3],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x9f, 0x98],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
    ]
    for (const bytes of wrong) {
      const broken = Buffer.concat([Buffer.from('"a'), Buffer.from(bytes), Buffer.from('b"')])
      for (const cut of broken.keys()) assert.equal(accepts(broken, [cut]), false, `${bytes.join()} cut at ${cut}`)
      assert.equal(accepts(broken.subarray(0, -2)), false)
    }
  })

  it('bounds how deep a text nests', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    assert.equal(accepts(nested(MAX_DEPTH)), true)
    assert.equal(accepts(nested(MAX_DEPTH + 1)), false)
    assert.equal(accepts('['.repeat(1_000_000)), false)
  })

  it('accepts an object alone when asked to', () => {
    for (const [text, valid] of [
      ['{}', true],
      [' \n{"a":1} ', true],
      ['[]', false],
      ['1', false],
      ['', false],
      ['{} {}', false],
    ] as const) {
      const validator = createJsonValidator('object')
      assert.equal(validator.push(Buffer.from(text)) && validator.end(), valid, text)
    }
  })

  it('accepts the three words that Python writes as numbers, exactly where Python reads them', () => {
    const texts = [
      'NaN',
      'Infinity',
      '-Infinity',
      '[NaN, -Infinity]',
      '-NaN',
      '+Infinity',
      'nan',
      'Infinit',
      'NaN1',
      '{NaN: 1}',
      '--Infinity',
    ]
    const script = `import json, sys
for text in json.load(sys.stdin):
    try: json.loads(text); print(1)
    except ValueError: print(0)`
    const said = execFileSync('/usr/bin/python3', ['-c', script], { input: JSON.stringify(texts), encoding: 'utf8' })
    assert.deepEqual(
      texts.map((text) => (accepts(text) ? '1' : '0')),
      said.trim().split('\n'),
    )
  })

  it('accepts at its deepest what Python can still open', () => {
    const text = '{"a":'.repeat(MAX_DEPTH) + '1' + '}'.repeat(MAX_DEPTH)
    assert.equal(accepts(text), true)
    execFileSync('/usr/bin/python3', ['-c', 'import json, sys; json.load(sys.stdin)'], { input: text })
  })
})
