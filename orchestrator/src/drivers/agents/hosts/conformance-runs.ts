import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import type { OpenHost } from './create-host.ts'
import {
  collect,
  createLifelines,
  ended,
  INSTANCE,
  LIMITS,
  type MakeSubject,
  NASTY,
  node,
  runToEnd,
  signal,
  stubborn,
  TAG,
  useSubject,
} from './conformance-support.ts'

/** What every host promises of runs as they start and end by themselves. */
export function runsConformance(make: MakeSubject): void {
  describe('runs', { concurrency: true }, () => {
    const { subject, host, folder } = useSubject(make)
    const file = (each: string) => path.join(folder(), each)
    const appending = (each: string) => node(`fs.appendFileSync(process.argv[1], 'run\\n')`, file(each))

    it('hands over arguments, environment and input byte by byte, whatever they hold', async () => {
      const stdin = NASTY.repeat(Math.ceil(200_000 / NASTY.length))
      const show = `
        const { argv, env } = process
        const status = fs.readFileSync('/proc/self/status', 'utf8')
        const ignored = BigInt('0x' + /^SigIgn:\\s+(.*)$/m.exec(status)[1])
        const said = { args: argv.slice(1), cwd: process.cwd(), value: env.VALUE, home: env.HOME }
        const state = { umask: /^Umask:.*$/m.exec(status)[0], interruptible: (ignored & 6n) === 0n }
        console.log(JSON.stringify({ ...said, ...state, stdin: fs.readFileSync(0, 'utf8') }))`
      const args = ['', ' ', NASTY, '-n', '--', NASTY.repeat(100)]
      const command = { ...node(show, ...args), cwd: folder(), env: { VALUE: NASTY }, stdin }
      const { end, output } = await runToEnd(host(), 'bytes', command)
      const umask = /^Umask:.*$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[0]
      const said = { args, cwd: folder(), value: NASTY, home: subject().home }
      const expected = { ...said, umask, interruptible: true, stdin }
      // As texts, and not the texts themselves: a difference is told in a line, not in a megabyte.
      assert.equal(firstDifference(output, `${JSON.stringify(expected)}\n`), undefined)
      assert.deepEqual(end, ended('exited', 0, Buffer.byteLength(output)))
    })

    it('keeps secrets of the environment out of files and arguments once the program runs', async () => {
      const secret = `sk-${'s3cret'.repeat(5)}`
      const output = collect()
      const search = `
        const { execFileSync } = require('child_process')
        const folder = process.env.HOME + '/.slipway'
        const read = (file) => { try { return fs.readFileSync(file, 'latin1') } catch { return '' } }
        const files = fs.readdirSync(folder, { recursive: true }).map((each) => folder + '/' + each)
        const lines = fs.readdirSync('/proc').map((each) => '/proc/' + each + '/cmdline')
        console.log([...files, ...lines].filter((each) => read(each).includes(process.env.KEY)).length)`
      await host().start('secret', { ...node(search), env: { KEY: secret } }, LIMITS, TAG, signal)
      await host().follow('secret', 0, output.onData, signal)
      assert.equal(output.text(), '0\n')
    })

    it('tells how a run ended, with the last of its errors', async () => {
      const wordy = node(`console.error('x'.repeat(20_000) + 'last'); process.exitCode = 7`)
      const { end } = await runToEnd(host(), 'wordy', wordy)
      assert.deepEqual({ ...end, errors: '' }, ended('exited', 7))
      assert.equal(end.errors, `${'x'.repeat(8192 - 5)}last\n`)
      const killed = await runToEnd(host(), 'killed', node(`process.kill(process.pid, 'SIGKILL')`))
      assert.deepEqual(killed.end, ended('exited', 137))
      const missing = await runToEnd(host(), 'missing', { ...node(''), argv: ['slipway-no-program'] })
      assert.equal(missing.end.exitCode, 127)
      assert.match(missing.end.errors, /slipway-no-program/)
    })

    it('starts a run once, whoever asks and whatever became of it', async () => {
      const other = subject().open()
      const start = (each: OpenHost) => each.start('once', appending('once'), LIMITS, TAG, signal)
      await Promise.all([start(host()), start(other), start(host())])
      assert.equal((await host().follow('once', 0, () => undefined, signal)).exitCode, 0)
      await start(other)
      assert.deepEqual((await other.follow('once', 0, () => undefined, signal)).reason, 'exited')
      assert.equal(await readFile(file('once'), 'utf8'), 'run\n')
      other.close()
    })

    it('starts nothing in a directory that is not there', async () => {
      const lost = { ...appending('nowhere'), cwd: file('absent') }
      await assert.rejects(host().start('nowhere', lost, LIMITS, TAG, signal), {
        code: 'AGENT_COMMAND_FAILED',
        message: /absent/,
      })
      assert.equal(
        (await host().list(signal)).find(({ id }) => id === 'nowhere'),
        undefined,
      )
      await assert.rejects(host().exec(lost, { timeoutMs: 60_000, signal }), {
        code: 'AGENT_COMMAND_FAILED',
        message: /absent/,
      })
      assert.deepEqual(await readdir(folder()).then((names) => names.includes('nowhere')), false)
    })

    it('lists the runs of its own installation, until they are removed with all that they are', async () => {
      await using lifelines = await createLifelines()
      const other = subject().open({ instance: `${INSTANCE}-2` })
      const tag = { owner: NASTY, task: 'task-2' }
      const listed = async (each: OpenHost) => (await each.list(signal)).filter(({ id }) => id.startsWith('listed'))
      assert.deepEqual(await listed(other), [])
      await runToEnd(other, 'listed', node(''))
      await other.start('listed-open', stubborn(lifelines.path), LIMITS, tag, signal)
      await lifelines.connected(3)
      const closed = { id: 'listed', ended: true, ...TAG }
      assert.deepEqual(await listed(other), [closed, { id: 'listed-open', ended: false, ...tag }])
      assert.deepEqual(await listed(host()), [])
      await host().remove('listed-open', signal)
      await Promise.all(['listed', 'listed-open', 'listed-never'].map((id) => other.remove(id, signal)))
      await lifelines.gone()
      assert.deepEqual(await readdir(path.join(subject().home, '.slipway/runs', `${INSTANCE}-2`)), [])
      other.close()
    })

    it('knows no run that was not started, and takes nothing for an id that is none', async () => {
      await assert.rejects(
        host().follow('never', 0, () => undefined, signal),
        { code: 'RESOURCE_NOT_FOUND' },
      )
      await host().stop('never', signal)
      for (const id of ['', '..', 'a/b', 'a b', '$(id)', 'a\n', '😀', 'x'.repeat(101)]) {
        await assert.rejects(host().start(id, node(''), LIMITS, TAG, signal), { name: 'ZodError' })
        await assert.rejects(host().remove(id, signal), { name: 'ZodError' })
      }
      const reason = new Error('enough')
      await assert.rejects(
        host().start('aborted', appending('aborted'), LIMITS, TAG, AbortSignal.abort(reason)),
        reason,
      )
      assert.equal(
        (await host().list(signal)).find(({ id }) => id === 'aborted'),
        undefined,
      )
    })
  })
}

/** Where two texts begin to differ, with a piece of each. */
function firstDifference(actual: string, expected: string) {
  if (actual === expected) return undefined
  let at = 0
  while (actual[at] === expected[at]) at += 1
  return { at, actual: actual.slice(at, at + 80), expected: expected.slice(at, at + 80) }
}
