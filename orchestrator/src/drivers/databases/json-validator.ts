import { ACTION, ENDS, NEXT, STATE } from './json-grammar.ts'
import { endOfPlainText } from './plain-text.ts'
import { createUtf8Check } from './utf8-check.ts'

/**
 * Deepest nesting that is accepted. Python's json module gives up at its recursion limit of 1000,
 * so a deeper file is none that TinyDB could open.
 */
export const MAX_DEPTH = 900

/** Checks, in constant memory, a JSON text that arrives in pieces cut anywhere, also inside a character. */
export interface JsonValidator {
  /** @returns false when no continuation could make the text valid; then the validator is of no further use */
  push(piece: Buffer): boolean
  /** @returns whether all that was pushed is one whole JSON text */
  end(): boolean
}

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const FIRST_ACTION = ACTION.openObject
const OBJECT = 1
const ARRAY = 2

/**
 * A validator for one text, in UTF-8, of the JSON that Python's json module writes (see json-grammar.ts).
 *
 * Looking up one byte after the other would do. The strides are there for speed, which they double: each lookup has to
 * wait for the one before it, and what follows a string is most often plain to see.
 * @param root what the text may be @default 'value'
 */
export function createJsonValidator(root: 'value' | 'object' = 'value'): JsonValidator {
  /** The kind of container at each depth; at 0, outside all of them, it is neither. */
  const containers = new Uint8Array(MAX_DEPTH + 1)
  const utf8 = createUtf8Check()
  let depthSoFar = 0
  let stateSoFar: number = root === 'object' ? STATE.rootObject : STATE.root

  const push = (piece: Buffer): boolean => {
    const { length } = piece
    const view = new DataView(piece.buffer, piece.byteOffset, length)
    const last = length - 2
    let state = stateSoFar
    let depth = depthSoFar
    let container = containers[depth] ?? 0
    for (let at = 0; at < length; at += 1) {
      const next = NEXT[(state << 8) | (piece[at] ?? 0)] ?? STATE.invalid
      if (next === state) continue
      state = next
      if (next === STATE.keyString) {
        at = endOfPlainText(view, at + 1)
        if (at < last && piece[at] === QUOTE && piece[at + 1] === COLON) {
          state = STATE.value
          at += piece[at + 2] === SPACE ? 2 : 1
        } else at -= 1
      } else if (next === STATE.string) {
        at = endOfPlainText(view, at + 1)
        if (at < last && piece[at] === QUOTE && piece[at + 1] === COMMA && container === OBJECT) {
          state = STATE.key
          at += piece[at + 2] === SPACE ? 2 : 1
        } else at -= 1
      } else if (next < FIRST_ACTION) {
        continue
      } else if (next === ACTION.comma) {
        if (container === 0) return false
        state = container === OBJECT ? STATE.key : STATE.value
        if (at < last && piece[at + 1] === SPACE) at += 1
      } else if (next === ACTION.openObject || next === ACTION.openArray) {
        if (depth === MAX_DEPTH) return false
        depth += 1
        container = next === ACTION.openObject ? OBJECT : ARRAY
        containers[depth] = container
        state = next === ACTION.openObject ? STATE.objectStart : STATE.arrayStart
      } else if (next === ACTION.closeObject || next === ACTION.closeArray) {
        if (container !== (next === ACTION.closeObject ? OBJECT : ARRAY)) return false
        depth -= 1
        container = containers[depth] ?? 0
        state = STATE.afterValue
      }
    }
    stateSoFar = state
    depthSoFar = depth
    return state !== STATE.invalid
  }

  return {
    push: (piece) => utf8.push(piece) && push(piece),
    end: () => depthSoFar === 0 && ENDS.has(stateSoFar) && utf8.end(),
  }
}
