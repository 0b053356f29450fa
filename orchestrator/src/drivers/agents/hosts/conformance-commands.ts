import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { createLifelines, type MakeSubject, NASTY, node, signal, stubborn, useSubject } from './conformance-support.ts'

/** What every host promises of its own state and of short commands. */
export function commandsConformance(make: MakeSubject): void {
  describe('commands', { concurrency: true }, () => {
    const { subject, host, folder } = useSubject(make)
    const leftOf = (instance: string) => readdir(path.join(subject().home, '.slipway/runs', instance))

    it('is fit, or tells everything that is missing at once', async () => {
      await host().probe(signal)
      const poor = subject().open({ programs: ['sh', 'slipway-no-program', '~/none'], dataDir: folder() })
      const missing = { code: 'AGENT_HOST_UNFIT', message: /missing: slipway-no-program; \S+\/none$/ }
      await assert.rejects(poor.probe(signal), missing)
      assert.deepEqual(await readdir(folder()), [])
      poor.close()
    })

    it('runs a command to its end, and tells its exit code and all it printed', async () => {
      const host = subject().open({ instance: 'exec-1' })
      const options = { timeoutMs: 60_000, signal }
      const both = node(`fs.writeSync(2, 'e'.repeat(20_000)); process.stdin.pipe(process.stdout); process.exitCode = 3`)
      const stdin = NASTY.repeat(1_000)
      assert.deepEqual(await host.exec({ ...both, stdin }, options), {
        exitCode: 3,
        stdout: stdin,
        stderr: 'e'.repeat(20_000),
      })
      const killed = await host.exec(node(`process.kill(process.pid, 'SIGKILL')`), options)
      assert.deepEqual(killed, { exitCode: 137, stdout: '', stderr: '' })
      const absent = { ...node(''), argv: ['~/no-program'] } as const
      await assert.rejects(host.exec(absent, options), { code: 'AGENT_COMMAND_FAILED', message: /no-program/ })
      assert.deepEqual(await leftOf('exec-1'), [])
      host.close()
    })

    it('ends all processes of a command that is aborted or takes too long, before it says so', async () => {
      const host = subject().open({ instance: 'exec-2' })
      for (const how of ['abort', 'limit']) {
        await using lifelines = await createLifelines()
        const controller = new AbortController()
        const [reason, timeoutMs] = [new Error('cancelled'), how === 'limit' ? 2_000 : 60_000]
        const working = host.exec(stubborn(lifelines.path), { timeoutMs, signal: controller.signal })
        const failing = assert.rejects(working, how === 'limit' ? { code: 'AGENT_COMMAND_FAILED' } : reason)
        await lifelines.connected(how === 'limit' ? 0 : 3)
        if (how === 'abort') controller.abort(reason)
        await failing
        await lifelines.gone()
      }
      assert.deepEqual(await leftOf('exec-2'), [])
      host.close()
    })
  })
}
