import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Mailbox } from './mailbox.ts'

const { signal } = new AbortController()

it('gives what came before, and waits for what comes after', async () => {
  const box = new Mailbox<string>()
  box.put('early', 'a')
  const late = box.take('late', 'it', signal)
  box.put('other', 'b')
  box.put('late', 'c')
  assert.deepEqual([await box.take('early', 'it', signal), await late], ['a', 'c'])
})

it('stops waiting with the reason of an abort', async () => {
  const controller = new AbortController()
  const never = new Mailbox<string>().take('never', 'it', controller.signal)
  controller.abort(new Error('interrupted'))
  await assert.rejects(never, /^Error: interrupted$/)
})
