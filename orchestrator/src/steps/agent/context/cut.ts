const NEWLINE = 0x0a

export const byteLength = (text: string): number => Buffer.byteLength(text)

/**
 * A text in at most so many bytes of UTF-8. What is too long ends after a whole line (after a whole character where a line is
 * long), and with a note of how many bytes were left out.
 * @param beyond bytes that the text is only the beginning of
 * @returns '' where there is no room for anything
 */
export function cut(text: string, bytes: number, beyond = 0): string {
  const whole = Buffer.from(text)
  if (whole.length <= bytes && beyond === 0) return whole.toString()
  // Longer than any note that will be needed.
  const room = Math.min(whole.length, bytes - byteLength(note(whole.length + beyond)))
  if (room <= 0) return ''
  const end = endWithin(whole, room)
  return `${whole.subarray(0, end).toString()}${note(whole.length - end + beyond)}`
}

const note = (left: number): string => `\n[… ${left} bytes left out]`

function endWithin(whole: Buffer, room: number): number {
  if (room === whole.length) return room
  const line = whole.lastIndexOf(NEWLINE, room)
  if (line > room / 2) return line
  let end = room
  while (isContinuation(whole[end])) end--
  return end
}

/** Whether a byte of UTF-8 goes on with the character of the one before it. */
const isContinuation = (byte = 0): boolean => (byte & 0b1100_0000) === 0b1000_0000
