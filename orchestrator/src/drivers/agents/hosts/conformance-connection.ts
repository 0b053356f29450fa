import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'
import { collect, ended, LIMITS, type MakeSubject, node, signal, TAG, useSubject } from './conformance-support.ts'

/** What every host promises when a connection breaks. */
export function connectionConformance(make: MakeSubject): void {
  describe('connections', { concurrency: true }, () => {
    const { subject, host, folder } = useSubject(make)
    const file = (each: string) => path.join(folder(), each)
    const appending = (each: string) => node(`fs.appendFileSync(process.argv[1], 'run\\n')`, file(each))

    it('goes on without a connection, and is followed from where it was left', async () => {
      const output = collect()
      const lines = `let n = 0; const t = setInterval(() => { console.log('line', ++n); if (fs.existsSync(process.argv[1])) { console.log('done'); clearInterval(t) } }, 5)`
      await host().start('cut', node(lines, file('enough')), LIMITS, TAG, signal)
      const following = host().follow('cut', 0, output.onData, signal)
      await output.until('line 20\n')
      const broken = assert.rejects(following, { code: 'AGENT_HOST_UNREACHABLE' })
      await subject().cut()
      await broken
      const leave = new AbortController()
      const again = assert.rejects(
        host().follow('cut', Buffer.byteLength(output.text()), output.onData, leave.signal),
        /enough/,
      )
      const seen = output.text().split('\n').length
      await output.until(`line ${seen + 20}\n`)
      leave.abort(new Error('enough'))
      await again
      const offset = Buffer.byteLength(output.text())
      await host().exec(appending('enough'), { timeoutMs: 60_000, signal })
      const end = await subject().open().follow('cut', offset, output.onData, signal)
      const count = output.text().split('\n').length - 2
      const expected = Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('')
      assert.equal(output.text(), `${expected}done\n`)
      assert.deepEqual(end, ended('exited', 0, Buffer.byteLength(output.text())))
    })
  })
}
