import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  createLifelines,
  ended,
  INSTANCE,
  LIMITS,
  type MakeSubject,
  node,
  notedProcess,
  runToEnd,
  signal,
  stubborn,
  TAG,
  useSubject,
} from './conformance-support.ts'

/** What every host promises of runs that are ended. */
export function endingsConformance(make: MakeSubject): void {
  describe('endings', { concurrency: true }, () => {
    const { subject, host } = useSubject(make)
    it('ends a run at its time limit, and for want of a lease; whoever follows it keeps the lease', async () => {
      await using lifelines = await createLifelines()
      const hold = node(`require('net').connect(process.argv[1])`, lifelines.path)
      const brief = node(`setTimeout(() => {}, 4_500)`)
      const [late, kept] = await Promise.all([
        runToEnd(host(), 'late', hold, { timeoutS: 3, leaseS: 120 }),
        runToEnd(host(), 'kept', brief, { timeoutS: 120, leaseS: 3 }),
        host()
          .start('left', hold, { timeoutS: 120, leaseS: 3 }, TAG, signal)
          .then(async () => {
            await lifelines.connected(2)
            await lifelines.gone()
          }),
      ])
      assert.deepEqual([late.end, kept.end], [ended('timeout', null), ended('exited', 0)])
      assert.deepEqual(await host().follow('left', 0, () => undefined, signal), ended('lease', null))
    })

    it('ends every process of a run that is stopped, wherever it hides', async () => {
      await using lifelines = await createLifelines()
      await host().start('stubborn', stubborn(lifelines.path), LIMITS, TAG, signal)
      const following = host().follow('stubborn', 0, () => undefined, signal)
      await lifelines.connected(3)
      await Promise.all([host().stop('stubborn', signal), subject().open().stop('stubborn', signal)])
      await lifelines.gone()
      assert.deepEqual(await following, ended('stopped', null))
      await host().stop('stubborn', signal)
      assert.deepEqual(await host().follow('stubborn', 0, () => undefined, signal), ended('stopped', null))
    })

    it('tells of a run whose supervisor was killed that it is lost, and ends its processes', async () => {
      await using lifelines = await createLifelines()
      await host().start('lost', stubborn(lifelines.path), LIMITS, TAG, signal)
      const following = host().follow('lost', 0, () => undefined, signal)
      await lifelines.connected(3)
      process.kill(await notedProcess(subject(), INSTANCE, 'lost', 'supervisor'), 'SIGKILL')
      assert.deepEqual(await following, ended('lost', null))
      await lifelines.gone()
      await host().remove('lost', signal)
    })
  })
}
