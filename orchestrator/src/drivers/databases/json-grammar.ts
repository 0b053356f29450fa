/**
 * The grammar of JSON (RFC 8259) as a table, state × byte → next state; only what depends on the surrounding container
 * is left to actions. Three words more than the RFC allows are numbers here, since Python's json module, and so TinyDB,
 * writes and reads them: NaN, Infinity and -Infinity.
 */

/** What has been read, or may come next. The inside of `true` and its like has further states after these. */
export const STATE = {
  /** No way leads out of it. */
  invalid: 0,
  root: 1,
  value: 2,
  arrayStart: 3,
  objectStart: 4,
  key: 5,
  colon: 6,
  afterValue: 7,
  string: 8,
  keyString: 14,
  minus: 20,
  zero: 21,
  integer: 22,
  point: 23,
  fraction: 24,
  exponent: 25,
  exponentSign: 26,
  exponentDigits: 27,
  rootObject: 28,
} as const
const FIRST_WORD_STATE = 29

/** Entries from here on are no states: the container decides what follows. */
export const ACTION = { openObject: 0xf0, openArray: 0xf1, closeObject: 0xf2, closeArray: 0xf3, comma: 0xf4 } as const

/** States in which a text may end, outside all containers. */
export const ENDS: ReadonlySet<number> = new Set([
  STATE.afterValue,
  STATE.zero,
  STATE.integer,
  STATE.fraction,
  STATE.exponentDigits,
])

/** `NEXT[state << 8 | byte]` is the next state, or an action. */
export const NEXT = new Uint8Array(0x100 * 0x100)

const SPACE = ' \t\n\r'
const DIGIT = '0123456789'
const HEX = `${DIGIT}abcdefABCDEF`
const VALUE_STARTS = [STATE.root, STATE.value, STATE.arrayStart]
const NUMBER_ENDS = [STATE.zero, STATE.integer, STATE.fraction, STATE.exponentDigits]

const on = (state: number, characters: string, next: number) => {
  for (const character of characters) NEXT[(state << 8) | character.charCodeAt(0)] = next
}

on(STATE.rootObject, '{', ACTION.openObject)
for (const state of [...VALUE_STARTS, STATE.rootObject, STATE.objectStart, STATE.key, STATE.colon, STATE.afterValue])
  on(state, SPACE, state)
for (const state of VALUE_STARTS) {
  on(state, '{', ACTION.openObject)
  on(state, '[', ACTION.openArray)
  on(state, '"', STATE.string)
  on(state, '-', STATE.minus)
  on(state, '0', STATE.zero)
  on(state, '123456789', STATE.integer)
}
on(STATE.arrayStart, ']', ACTION.closeArray)
on(STATE.objectStart, '"', STATE.keyString)
on(STATE.objectStart, '}', ACTION.closeObject)
on(STATE.key, '"', STATE.keyString)
on(STATE.colon, ':', STATE.value)

for (const state of [STATE.afterValue, ...NUMBER_ENDS]) {
  on(state, ',', ACTION.comma)
  on(state, '}', ACTION.closeObject)
  on(state, ']', ACTION.closeArray)
}
for (const state of NUMBER_ENDS) on(state, SPACE, STATE.afterValue)
on(STATE.minus, '0', STATE.zero)
on(STATE.minus, '123456789', STATE.integer)
on(STATE.integer, DIGIT, STATE.integer)
for (const state of [STATE.zero, STATE.integer]) on(state, '.', STATE.point)
for (const state of [STATE.zero, STATE.integer, STATE.fraction]) on(state, 'eE', STATE.exponent)
for (const state of [STATE.point, STATE.fraction]) on(state, DIGIT, STATE.fraction)
on(STATE.exponent, '+-', STATE.exponentSign)
for (const state of [STATE.exponent, STATE.exponentSign, STATE.exponentDigits]) on(state, DIGIT, STATE.exponentDigits)

// Each kind of string has five states more: after a backslash, and with four to one hexadecimal digits to come.
for (const { inside, after } of [
  { inside: STATE.string, after: STATE.afterValue },
  { inside: STATE.keyString, after: STATE.colon },
]) {
  const escape = inside + 1
  NEXT.fill(inside, (inside << 8) | 0x20, (inside << 8) | 0x100)
  on(inside, '"', after)
  on(inside, '\\', escape)
  on(escape, '"\\/bfnrt', inside)
  on(escape, 'u', escape + 1)
  for (const digits of [1, 2, 3]) on(escape + digits, HEX, escape + digits + 1)
  on(escape + 4, HEX, inside)
}

let free = FIRST_WORD_STATE
/** A word that may stand in these states; each of its letters but the last leads to a state of its own. */
const word = (states: readonly number[], letters: string) => {
  const [first = '', ...rest] = letters
  for (const state of states) on(state, first, free)
  for (const [index, letter] of rest.entries()) {
    on(free, letter, index === rest.length - 1 ? STATE.afterValue : free + 1)
    free += 1
  }
}
word(VALUE_STARTS, 'true')
word(VALUE_STARTS, 'false')
word(VALUE_STARTS, 'null')
word(VALUE_STARTS, 'NaN')
word([...VALUE_STARTS, STATE.minus], 'Infinity')
