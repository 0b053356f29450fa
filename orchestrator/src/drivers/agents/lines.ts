/** A line without its end, and the offset of its end (the line break counted) in bytes. */
export interface Line {
  readonly text: string
  readonly end: number
}

/** Longest line that is understood, in bytes; of a longer one nothing is kept. */
const LONGEST = 16 * 1024 * 1024
const LINE_BREAK = 0x0a

/** Puts lines together from pieces, which may end anywhere, inside a character too. */
export function createLines() {
  let rest: Buffer[] = []
  let size = 0
  let position = 0
  let isTooLong = false

  const takeRest = (last: Buffer): string => {
    const text = isTooLong ? '' : Buffer.concat([...rest, last]).toString('utf8')
    rest = []
    size = 0
    isTooLong = false
    return text
  }
  return {
    /** Lines that end in this piece. */
    add(piece: Buffer): Line[] {
      const lines: Line[] = []
      let from = 0
      for (let at = piece.indexOf(LINE_BREAK); at >= 0; at = piece.indexOf(LINE_BREAK, from)) {
        lines.push({ text: takeRest(piece.subarray(from, at)), end: position + at + 1 })
        from = at + 1
      }
      position += piece.length
      size += piece.length - from
      if (size > LONGEST) {
        isTooLong = true
        rest = []
      } else if (from < piece.length) rest.push(piece.subarray(from))
      return lines
    },
    /** What came after the last line break, if anything did. */
    last(): Line[] {
      return size === 0 ? [] : [{ text: takeRest(Buffer.alloc(0)), end: position }]
    },
  }
}
