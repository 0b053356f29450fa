import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Failure, type ParsedTask } from '#contract'
import type { TaskDefinition } from '../../src/saga/define-task.ts'
import type { Grant } from '../../src/queue/lock.ts'
import type { Journal, Run, World } from '../../src/saga/ports.ts'
import type { TaskEnv } from '../../src/steps/task-env.ts'
import { openEngine, type Engine } from './support/engine.ts'
import { buildTask, KEPT_PART, PARTS, partOf, razeTask } from './support/tasks.ts'

/** Why a run ends that this test kills. */
class Killed extends Error {}

interface Scenario {
  readonly definition: TaskDefinition<TaskEnv>
  /** The task, ready to be admitted. */
  make(engine: Engine): Promise<ParsedTask>
  readonly end: 'task.completed' | 'task.failed'
  /** Parts that stand in the end, and that the ledger holds. */
  readonly standing: readonly string[]
}

const build = (engine: Engine): Promise<ParsedTask> => Promise.resolve(engine.task('test.build'))

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a build': { definition: buildTask(), make: build, end: 'task.completed', standing: PARTS },
  'a build that fails at its end': {
    definition: buildTask({
      behaviour: {
        door: async ({ act }) => {
          await act()
          throw new Failure('STACK_EXITED', 'it exited')
        },
      },
    }),
    make: build,
    end: 'task.failed',
    standing: [],
  },
  'a removal': {
    definition: razeTask(),
    async make(engine) {
      const built = engine.task('test.build')
      await engine.perform(buildTask(), built)
      return engine.task('test.raze', built)
    },
    end: 'task.completed',
    standing: [KEPT_PART],
  },
}

type Write = 'record' | 'close'

/** Does something at the k-th write to the journal, its end included; the first is 1. */
function atWrite(
  journal: Journal,
  k: number,
  act: (write: () => Promise<void>, kind: Write) => Promise<void>,
): Journal {
  let count = 0
  const counted = (kind: Write, write: () => Promise<void>): Promise<void> => {
    count += 1
    return count === k ? act(write, kind) : write()
  }
  return {
    record: (...args) => counted('record', () => journal.record(...args)),
    close: (...args) => counted('close', () => journal.close(...args)),
  }
}

/** How many writes may come at most; how many there are depends on which of them travel together. */
const MOST_WRITES = 30

describe('A run that ends at any write of its journal', { concurrency: true, timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('resume')))
  after(() => engine[Symbol.asyncDispose]())

  /** The task has ended as it would have without any of this, and was told of once. */
  const endedWell = async (task: ParsedTask, { end, standing }: Scenario, where: string): Promise<void> => {
    const messages = await engine.messages(task)
    const finals = messages.filter(({ type }) => !['task.created', 'task.progress'].includes(type))
    assert.deepEqual(
      finals.map(({ type }) => type),
      [end],
      where,
    )
    assert.equal(messages.at(-1)?.type, end, where)
    assert.equal((await engine.statuses(task)).length, 1, where)
    const names = standing.map((part) => partOf(task.resource.slug, part)).sort()
    assert.deepEqual([await engine.standing(task), await engine.ledgerOf(task)], [names, names], where)
    assert.equal(await engine.lock.isOpen(task.envelope.id), false, where)
    assert.deepEqual((await engine.record(task)).leftovers, [], where)
    assert.ok(
      messages.slice(0, -1).every(({ percentage }) => percentage < 100),
      where,
    )
  }

  /**
   * Runs the task until the k-th write, before or after which its process seems to die: nothing it does counts any more.
   * @returns the write at which it died; undefined if it came to its end with fewer
   */
  const dieAt = async (
    run: Run,
    scenario: Scenario,
    k: number,
    when: 'before' | 'after',
  ): Promise<Write | undefined> => {
    const stop = new AbortController()
    let died: Write | undefined
    const journal = atWrite(engine.journal, k, async (write, kind) => {
      if (when === 'after') await write()
      died = kind
      stop.abort(new Killed())
      throw new Killed()
    })
    const alive = (): void => stop.signal.throwIfAborted()
    const mortal: Journal = {
      record: async (...args) => (alive(), journal.record(...args)),
      close: async (...args) => (alive(), journal.close(...args)),
    }
    const world: World = { undo: async (...args) => (alive(), engine.undoing.undo(...args)) }
    await engine
      .run(scenario.definition, run, { journal: mortal, world, signals: { stop: stop.signal } })
      .catch((thrown: unknown) => assert.ok(thrown instanceof Killed && died !== undefined, String(thrown)))
    return died
  }

  const begun = async (scenario: Scenario): Promise<Run> => {
    const task = await scenario.make(engine)
    await engine.admit(task)
    return engine.begin(task)
  }

  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    for (const when of ['before', 'after'] as const) {
      it(`is taken up where it was: ${name}, killed ${when} each write`, async () => {
        for (let k = 1; k < MOST_WRITES; k += 1) {
          const run = await begun(scenario)
          const died = await dieAt(run, scenario, k, when)
          const grant = await engine.lock.begin(run.task)
          // Once its end is written nothing is left to be taken up.
          const ended = died === undefined || (died === 'close' && when === 'after')
          assert.equal(grant.kind, ended ? 'ended' : 'granted')
          if (grant.kind === 'granted') await engine.run(scenario.definition, grant.run)
          await endedWell(run.task, scenario, `${name}, ${when} write ${k}`)
          if (died !== undefined) continue
          assert.ok(k > 3, `only ${k - 1} writes`)
          return
        }
        assert.fail('it never comes to its end')
      })
    }

    it(`gets on with every run: ${name}, killed at the second write of each`, async () => {
      let run = await begun(scenario)
      for (let attempt = 1; attempt < MOST_WRITES; attempt += 1) {
        await dieAt(run, scenario, 2, 'after')
        const grant = await engine.lock.begin(run.task)
        if (grant.kind !== 'granted') break
        run = grant.run
      }
      await endedWell(run.task, scenario, name)
    })

    it(`writes nothing once another run has it: ${name}, taken over after each write while it goes on`, async () => {
      for (let k = 1; k < MOST_WRITES; k += 1) {
        const run = await begun(scenario)
        let grant: Grant | undefined
        let second: Promise<unknown> = Promise.resolve()
        const journal = atWrite(engine.journal, k, async (write) => {
          await write()
          grant = await engine.lock.begin(run.task)
          if (grant.kind === 'granted') second = engine.run(scenario.definition, grant.run)
        })
        const first = await engine.run(scenario.definition, run, { journal }).catch((thrown: unknown) => thrown)
        await second
        // Nothing fences a call that was on its way already: what it makes after the other run has undone it is the sweeper's.
        const { failed } = await engine.sweep()
        assert.deepEqual(failed, [])
        await endedWell(run.task, scenario, `${name}, taken over after write ${k}`)
        if (grant === undefined) {
          assert.ok(k > 3, `only ${k - 1} writes`)
          return
        }
        // Its last writes may have been on their way already; otherwise it has heard that the task is another's.
        if (grant.kind === 'granted') assert.ok(first instanceof Failure && first.code === 'LEASE_LOST', String(first))
      }
      assert.fail('it never comes to its end')
    })
  }
})
