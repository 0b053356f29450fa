import { isUtf8 } from 'node:buffer'

/** Checks UTF-8 that arrives in pieces cut anywhere: an unfinished character at the end of one is kept for the next. */
export function createUtf8Check(): { push(piece: Buffer): boolean; end(): boolean } {
  let unfinished = Buffer.alloc(0)
  return {
    push(piece) {
      const bytes = unfinished.length === 0 ? piece : Buffer.concat([unfinished, piece])
      const whole = bytes.length - lengthOfUnfinished(bytes)
      unfinished = Buffer.from(bytes.subarray(whole))
      return isUtf8(bytes.subarray(0, whole))
    },
    end: () => unfinished.length === 0,
  }
}

/** Bytes at the end that begin a character which needs more of them (RFC 3629, 3): at most three. */
function lengthOfUnfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes.readUInt8(bytes.length - back)
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}
