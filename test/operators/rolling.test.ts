/** Three orchestrators and two portal-api, all of which are restarted one after the other under load. Takes about a minute. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EVENT_STREAM } from '#contract'
import { ROOT } from '../../scripts/setup/environment.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { startService, type Service } from '../../scripts/setup/service.ts'
import { assertActive, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { readEvents, type EventReader } from '../support/event-reader.ts'
import { install, type Installation } from '../support/installation.ts'
import { portalAt, type Portal } from '../support/portal.ts'
import { fresh, team } from '../support/tasks.ts'

const ORCHESTRATORS = 3
/** Tasks that are on their way at any time: more than there are slots. */
const OPEN = 5
/** Ended before the first restart. */
const WARM_UP = 6

/** A portal-api that can be restarted where it was. */
interface Restartable extends Portal {
  readonly url: string
  readonly restart: (by: NodeJS.Signals) => Promise<void>
}

describe('an upgrade of one process after the other', () => {
  const held = new AsyncDisposableStack()
  const sent: string[] = []
  let slip: Installation
  let portals: readonly Restartable[]
  let reader: EventReader
  let load: Promise<unknown>
  let isOver = false

  const startPortal = async (number: number): Promise<Restartable> => {
    const port = String(await freePort())
    const start = async (): Promise<Service> =>
      startService({
        ...{ name: `portal-${number}`, main: join(ROOT, 'portal-api/src/main.ts'), upWhen: 'listening' },
        env: { REDIS_URL: slip.redisUrl, DATA_DIR: slip.dataDir, PORT: port },
        onLine: () => undefined,
        signal: new AbortController().signal,
      })
    let service = await start()
    held.defer(() => service[Symbol.asyncDispose]())
    const url = `http://127.0.0.1:${port}`
    return {
      ...portalAt(url, slip.slipway.token),
      url,
      async restart(by) {
        service.kill(by)
        await service.ended
        service = await start()
      },
    }
  }

  /** Sends a team, to the next portal-api where one does not answer, and waits for its end; again and again. */
  const send = async (): Promise<void> => {
    while (!isOver) {
      const [id, task] = [randomUUID(), team.provision(fresh('roll'))]
      for (let accepted: string | undefined, at = sent.length; accepted === undefined; at += 1)
        accepted = await portals[at % portals.length]?.enqueue(task, id).catch((thrown: unknown) => {
          if (!(thrown instanceof TypeError)) throw thrown // Nobody listens there: it is sent to the next one.
          return undefined
        })
      sent.push(id)
      await slip.messages.ended(id)
    }
  }
  const ended = (count: number) =>
    slip.messages.until(
      () => (sent.filter((id) => slip.messages.statusesOf(id).length > 0).length >= count ? true : undefined),
      `${count} ends`,
    )
  /** Resolves in the middle of a task that begins from now on. */
  const middle = () => {
    const before = slip.messages.all().length
    const isMiddle = ({ message }: { readonly message: string }) => message === 'Creating the containers'
    return slip.messages.until(() => slip.messages.all().slice(before).find(isMiddle), 'a creation')
  }

  before(async () => {
    slip = held.use(await install({ orchestrators: ORCHESTRATORS, env: { HIGH_CONCURRENCY: '1' } }))
    portals = [await startPortal(1), await startPortal(2)]
    reader = held.use(
      readEvents(
        portals.map(({ url }) => url),
        slip.slipway.token,
      ),
    )
    load = Promise.all(Array.from({ length: OPEN }, send))
    load.catch(() => undefined) // It is awaited at the end.
  })
  after(() => held.disposeAsync())

  it('the work is shared by all orchestrators', async () => {
    await ended(WARM_UP)
    for (let number = 1; number <= ORCHESTRATORS; number += 1) {
      const log = await readFile(join(slip.dataDir, `logs/orchestrator-${number}.log`), 'utf8')
      assert.match(log, /"msg":"task completed"/, `orchestrator ${number} does its share`)
    }
  })

  for (const [index, by] of (['SIGTERM', 'SIGKILL', 'SIGTERM'] as const).entries())
    it(`orchestrator ${index + 1} goes by ${by}, and another one comes`, async () => {
      await middle()
      const old = slip.slipway.orchestrators[index]
      old?.kill(by)
      await old?.ended
      await slip.slipway.addOrchestrator()
    })

  for (const [index, by] of (['SIGTERM', 'SIGKILL'] as const).entries())
    it(`portal-api ${index + 1} goes by ${by}, and comes again`, async () => {
      await middle()
      await portals[index]?.restart(by)
    })

  it('all that was sent is done, once, and was told to those who read, once', async () => {
    isOver = true
    await load
    assert.ok(sent.length > WARM_UP)
    const attempts: number[] = []
    for (const id of sent) {
      const record = await endOf(slip, id)
      await assertActive(slip, record)
      assertToldOnce(slip, id)
      attempts.push(record.attempt)
    }
    assert.ok(
      attempts.some((attempt) => attempt > 1),
      'something was handed over',
    )
    const kept = (await slip.redis.xrange(EVENT_STREAM, '-', '+')).map(([id]) => id)
    await reader.until(kept.at(-1) ?? '')
    assert.deepEqual(
      reader.seen.map(({ id }) => id),
      kept,
    )
    assert.ok(reader.cutOff() > 0, 'it was cut off, and caught up')
    await assertSwept(slip)
  })
})
