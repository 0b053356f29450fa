const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const SPACES = 0x20202020
const ONES = 0x01010101
const HIGH_BITS = 0x80808080

/**
 * Index of the first byte from `start` on that ends or interrupts the plain part of a JSON string: a quote, a backslash
 * or a control character; the length if there is none. Most bytes of a database are skipped here, four at a time.
 */
export function endOfPlainText(bytes: DataView, start: number): number {
  const length = bytes.byteLength
  const last = length - 4
  let index = start
  for (; index <= last; index += 4) {
    const word = bytes.getInt32(index, true)
    // The lowest byte that is zero (after the exclusive or), or below a space, is the lowest one whose high bit gets set:
    // "Determine if a word has a byte less than n", Bit Twiddling Hacks, Sean Eron Anderson.
    const quotes = word ^ QUOTES
    const backslashes = word ^ BACKSLASHES
    const marks =
      (((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes) | ((word - SPACES) & ~word)) & HIGH_BITS
    if (marks !== 0) return index + ((31 - Math.clz32(marks & -marks)) >> 3)
  }
  while (index < length && isPlain(bytes.getUint8(index))) index += 1
  return index
}

const isPlain = (byte: number): boolean => byte !== 0x22 && byte !== 0x5c && byte >= 0x20
