import assert from 'node:assert/strict'
import { it } from 'node:test'
import { plain } from './plain.ts'

it('a text of a program is shown without colours, and with a mark where something is hidden', () => {
  for (const [text, shown] of [
    ['\u001b[31mred\u001b[0m and \u001b[1;38;5;9mbold\u001b[K', 'red and bold'],
    ['\u001b]0;a title\u0007text', 'text'],
    ['\u001b]8;;https://else.test\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['one\r\ntwo\tthree', 'one\ntwo\tthree'],
    ['a\u0000b\u0008c\u001bd', 'a\ufffdb\ufffdc\ufffdd'],
    ['user\u202etxt.exe\u202c', 'user\ufffdtxt.exe\ufffd'],
    ['<b>ünïcode 🚀</b>', '<b>ünïcode 🚀</b>'],
  ] as const)
    assert.equal(plain(text), shown)
})
