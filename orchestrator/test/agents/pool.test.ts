import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { startMachine, type Machine } from './machine.ts'
import { asking, Ear, makeWorld, never, TAG, type World } from './world.ts'

const SLOTS = 3
const RUNS = 20
const DEADLINE = { timeout: 180_000 }
/** Seconds: what a busy machine may stutter for is no reason to end a run. */
const LEASE_S = 5
const MARGIN_S = 1

const said = (event: object): string => `echo '${JSON.stringify(event)}'\n`

/** Lets so many of those pass that wait at it, now or later. */
interface Gate extends AsyncDisposable {
  readonly path: string
  open(count: number): Promise<void>
}

async function makeGate(world: World): Promise<Gate> {
  const path = await world.fifo()
  // Open for both, so that nobody waits for the other side; each reader takes one line.
  const handle: FileHandle = await open(path, constants.O_RDWR)
  return {
    path,
    async open(count) {
      await handle.write('\n'.repeat(count))
    },
    [Symbol.asyncDispose]: () => handle.close(),
  }
}

/** A line that a run has written down. */
interface Note {
  readonly what: string
  readonly run: number
  readonly home: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Runs on machines that are reached through sshd. */
async function makePool(count: number, clock = () => performance.now()) {
  await using cleanup = new AsyncDisposableStack()
  const world = cleanup.use(await makeWorld([]))
  const machines: Machine[] = []
  for (let at = 0; at < count; at += 1) machines.push(cleanup.use(await startMachine(world.dataDir)))
  const hosts = machines.map(({ host }) => ({ host, slots: SLOTS }))
  const limits = { leaseS: LEASE_S, marginS: MARGIN_S, concurrency: RUNS }
  const agents = world.orchestrator({ hosts, ...limits, probeEveryMs: 1_000, clock })
  const file = world.path('notes')
  const note = (what: string, run: number): string => `echo "${what} ${run} $HOME $(date +%s%3N)" >> '${file}'\n`

  const held = cleanup.move()
  return {
    ...{ world, machines, agents },
    /** Begins a run that notes its start, waits at a gate, and notes its end. */
    async begin(run: number, gate: Gate) {
      const ear = new Ear()
      const script = [
        note('start', run),
        said({ session: randomUUID(), tool: 'at work' }),
        `read _ < '${gate.path}'\n`,
        said({ tool: 'through', turns: 1 }),
        note('end', run),
        said({ summary: `did ${run}` }),
      ].join('')
      const ending = agents.run(await world.newRun(agents), asking(script), TAG, ear, never)
      return { run, ear, ending }
    },
    async notes(): Promise<Note[]> {
      const lines = (await world.read('notes')).split('\n').filter((line) => line !== '')
      return lines.map((line) => {
        const [what = '', run = '', home = '', at = ''] = line.split(' ')
        return { what, run: Number(run), home, at: Number(at) }
      })
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

type Begun = Awaited<ReturnType<Awaited<ReturnType<typeof makePool>>['begin']>>

/** Waits until so many runs have used a tool. @throws what a run fails with meanwhile */
async function heard(runs: readonly Begun[], tool: string, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  let left = count
  for (const { ear } of runs) void ear.heard(tool).then(() => (left -= 1) === 0 && resolve(undefined))
  await Promise.race([promise, outcomesOf(runs)])
}

const outcomesOf = (runs: readonly Begun[]) => Promise.all(runs.map(({ ending }) => ending))
const upTo = (end: number, from = 0): number[] => Array.from({ length: end - from }, (_, at) => from + at)
const homesOf = (notes: readonly Note[], what: Note['what'], run: number): string[] =>
  notes.filter((each) => each.what === what && each.run === run).map(({ home }) => home)

describe('a pool of machines', () => {
  it(
    'brings 20 queued agents to their end when one of two machines dies, and takes that one up again',
    DEADLINE,
    async () => {
      await using pool = await makePool(2)
      const [living, dying] = pool.machines
      assert.ok(living !== undefined && dying !== undefined)
      await using gate = await makeGate(pool.world)
      const runs = await Promise.all(upTo(RUNS).map((run) => pool.begin(run, gate)))
      await heard(runs, 'at work', 2 * SLOTS)
      await gate.open(2 * SLOTS)
      await heard(runs, 'at work', 4 * SLOTS)

      const before = await pool.notes()
      const isOn = ({ home }: Machine, run: number): boolean => homesOf(before, 'start', run).includes(home)
      const hasEnded = (run: number): boolean => homesOf(before, 'end', run).length > 0
      const lost = upTo(RUNS).filter((run) => isOn(dying, run) && !hasEnded(run))
      assert.equal(lost.length, SLOTS)
      const diedAt = Date.now()
      await dying.die()
      await gate.open(RUNS - 2 * SLOTS)
      const outcomes = await outcomesOf(runs)
      assert.deepEqual(
        outcomes.map(({ failure, summary }) => [failure, summary]),
        runs.map(({ run }) => [undefined, `did ${run}`]),
      )
      const notes = await pool.notes()
      for (const { run } of runs) {
        const first: string = isOn(dying, run) ? dying.home : living.home
        assert.deepEqual(homesOf(notes, 'start', run), lost.includes(run) ? [dying.home, living.home] : [first])
        assert.equal(homesOf(notes, 'end', run).length, 1)
      }
      const again = notes.filter(
        ({ what, run, home }) => what === 'start' && lost.includes(run) && home === living.home,
      )
      // By then what the dead one had would have ended by itself, had it lived. A millisecond is what clocks round off.
      for (const { at } of again) assert.ok(at - diedAt + 1 >= (LEASE_S + MARGIN_S) * 1_000, `${at - diedAt} ms`)

      await dying.sshd.start()
      await using other = await makeGate(pool.world)
      const wave = await Promise.all(upTo(RUNS + SLOTS + 1, RUNS).map((run) => pool.begin(run, other)))
      await heard(wave, 'at work', wave.length) // more than one machine has slots for
      await other.open(wave.length)
      const hosts = (await outcomesOf(wave)).map(({ host }) => host)
      assert.deepEqual(new Set(hosts), new Set([living.host.name, dying.host.name]))
      for (const machine of pool.machines) await pool.world.until(async () => (await machine.processes()).length === 0)
    },
  )

  it(
    'goes on with what it follows, however long that was silent, each time that all connections are cut',
    DEADLINE,
    async () => {
      let passed = 0
      await using pool = await makePool(1, () => performance.now() + passed)
      const [machine] = pool.machines
      assert.ok(machine)
      await using gate = await makeGate(pool.world)
      const runs = await Promise.all(upTo(SLOTS).map((run) => pool.begin(run, gate)))
      await heard(runs, 'at work', SLOTS)
      // While they are followed: without a connection, so much time would end them.
      passed += 3_600_000
      await machine.sshd.cut()
      await gate.open(1)
      await heard(runs, 'through', 1)
      await machine.sshd.cut()
      await gate.open(SLOTS - 1)
      for (const { failure } of await outcomesOf(runs)) assert.equal(failure, undefined)
      for (const { ear } of runs) {
        assert.deepEqual([ear.tools, ear.sessions.length], [['at work', 'through'], 1])
        assert.equal(ear.end, Buffer.byteLength(ear.output_))
      }
      const notes = await pool.notes()
      for (const { run } of runs) assert.deepEqual(homesOf(notes, 'start', run), [machine.home])
    },
  )

  it('continues a session on the host that knows it, and on another where that one is away', async () => {
    await using world = await makeWorld([1, 1])
    const continueSession = randomUUID()
    const hostOf = async (agents: ReturnType<World['orchestrator']>, continueHost: string): Promise<string> => {
      const request = asking(said({ summary: 'done' }), { continueSession, continueHost })
      return (await agents.run(await world.newRun(agents), request, TAG, new Ear(), never)).host
    }
    const [one, two] = world.links.map(({ host }) => host.name)
    assert.ok(one !== undefined && two !== undefined)
    const agents = world.orchestrator()
    for (const host of [one, two, two]) assert.equal(await hostOf(agents, host), host)
    world.links[1]?.cut()
    assert.equal(await hostOf(world.orchestrator(), two), one)
    world.links[1]?.mend()
  })
})
