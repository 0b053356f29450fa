import assert from 'node:assert/strict'
import { it } from 'node:test'
import { textOfLog } from './log.ts'

const frame = (text: string): Buffer => {
  const header = Buffer.alloc(8, 0)
  header.writeUInt8(1)
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

it("a container's log is the text of its frames, also when a character is spread over two or the last is cut off", () => {
  assert.equal(textOfLog(Buffer.concat([frame('one\n'), frame('zwei: ü\n')])), 'one\nzwei: ü\n')
  const split = frame('üx')
  const [first, second] = [Buffer.from(split.subarray(0, 9)), split.subarray(9)]
  first.writeUInt32BE(1, 4)
  const rest = Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 2]), second])
  assert.equal(textOfLog(Buffer.concat([first, rest])), 'üx')
  assert.equal(textOfLog(frame('whole').subarray(0, 10)), 'wh')
  assert.equal(textOfLog(Buffer.alloc(0)), '')
})
