import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { idNode, parseTask, type LockClaim, type ParsedTask } from '#contract'
import { LOCK_PARENTS } from '../../src/redis/keys.ts'
import { openEngine, type Engine } from './support/engine.ts'

// Real tasks on a small tree: two teams, each with a workspace, each with two sandboxes.
const TYPES = {
  team: 'team.suspend',
  workspace: 'workspace.delete',
  sandbox: 'sandbox.delete',
  made: 'workspace.provision',
} as const

interface Drawn {
  readonly type: keyof typeof TYPES
  readonly branch: 0 | 1
  readonly sandbox: 0 | 1
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  type: fc.constantFrom('team', 'workspace', 'sandbox', 'sandbox', 'made'),
  branch: fc.constantFrom(0, 1),
  sandbox: fc.constantFrom(0, 1),
})

/** Runs of a schedule have trees of their own, told apart by a name. */
function taskOn(tree: string, { type, branch, sandbox }: Drawn): ParsedTask {
  const team = { team_id: `t${tree}${branch}`, team_slug: `team-${tree}-${branch}` }
  const workspace = { workspace_id: `w${tree}${branch}`, workspace_slug: `ws-${tree}-${branch}` }
  const payloads = {
    team,
    workspace,
    sandbox: { ...workspace, sandbox_id: `s${tree}${branch}${sandbox}`, sandbox_slug: `sb-${sandbox}` },
    made: { ...workspace, ...team, owner_id: 'o', template_repo: 'slipway/sample' },
  }
  const id = randomUUID()
  const created_at = '2026-01-15T10:30:00Z'
  return parseTask({ id, type: TYPES[type], payload: payloads[type], user_id: 'u', created_at })
}

/** What is to be true of the lock, said as simply as possible: a list of tasks in the order of their numbers. */
interface Ticket {
  readonly task: ParsedTask
  readonly number: number
  readonly claims: readonly LockClaim[]
  held: boolean
}

const exclude = (one: readonly LockClaim[], other: readonly LockClaim[]): boolean =>
  one.some((a) => other.some((b) => a.node === b.node && (a.mode === 'exclusive' || b.mode === 'exclusive')))

/** Those that stand in the way of a ticket: who holds what it claims, or claims it and came before. */
const blockersOf = (ticket: Ticket, all: readonly Ticket[]): Ticket[] =>
  all.filter(
    (other) =>
      other !== ticket &&
      exclude(ticket.claims, other.claims) &&
      !ticket.held &&
      (other.held || other.number < ticket.number),
  )

const ending = {
  status: 'completed',
  metadata: {},
  changes: [],
  progress: { step: 0, total_steps: 0, percentage: 100, message: 'Done' },
  effects: [],
  leftovers: [],
} as const

describe('The lock', { timeout: 120_000 }, () => {
  let engine: Engine
  before(async () => (engine = await openEngine('lock')))
  after(() => engine[Symbol.asyncDispose]())

  const admit = ({ task, number }: Ticket): Promise<void> =>
    engine.lock.admit([{ number, lane: task.lane, data: JSON.stringify(task.envelope) }])
  const idOf = ({ task }: Ticket): string => task.envelope.id

  /** A schedule's lock and its model, side by side. */
  class Schedule {
    readonly tree = randomUUID().slice(0, 8)
    readonly served: Ticket[] = []
    open: Ticket[] = []
    #number = 0
    /** Whether the lock knows which team a workspace is in. */
    readonly #known: boolean

    constructor(known: boolean) {
      this.#known = known
    }

    async prepare(): Promise<void> {
      if (!this.#known) return
      for (const branch of [0, 1] as const) {
        const [workspace] = taskOn(this.tree, { type: 'workspace', branch, sandbox: 0 }).claims
        await engine.redis.hset(LOCK_PARENTS, workspace?.node ?? '', idNode('team', `t${this.tree}${branch}`))
      }
    }

    async admit(from: Drawn): Promise<void> {
      const task = taskOn(this.tree, from)
      this.#number += 1
      const claims = this.#known ? withTeam(task.claims, this.tree) : task.claims
      const ticket: Ticket = { task, number: this.#number, claims, held: false }
      await admit(ticket)
      this.open.push(ticket)
    }

    /** Begins a task, and holds the answer against the model. */
    async begin(ticket: Ticket): Promise<void> {
      const grant = await engine.lock.begin(ticket.task)
      const blockers = blockersOf(ticket, this.open).map(idOf)
      if (blockers.length === 0) assert.equal(grant.kind, 'granted')
      else assert.ok(grant.kind === 'waiting' && blockers.includes(grant.blocker), JSON.stringify(grant))
      ticket.held ||= grant.kind === 'granted'
    }

    /** Ends a task that holds its claims; whoever can run now and could not before is among those told. */
    async end(ticket: Ticket): Promise<void> {
      const waiting = this.open.filter((other) => !other.held)
      const before = waiting.filter((other) => blockersOf(other, this.open).length === 0)
      const grant = await engine.lock.begin(ticket.task)
      assert.ok(grant.kind === 'granted')
      engine.released.length = 0
      await engine.journal.close(grant.run, [], ending)
      const released = new Set(engine.released.map(({ id }) => id))
      this.open = this.open.filter((other) => other !== ticket)
      this.served.push(ticket)
      for (const other of waiting) {
        if (before.includes(other) || blockersOf(other, this.open).length > 0) continue
        assert.ok(released.has(idOf(other)), `${other.task.envelope.type} was not told`)
      }
    }

    /** Begins and ends whatever can until nothing is left. */
    async drain(): Promise<void> {
      while (this.open.length > 0) {
        const before = this.open.length
        for (const ticket of [...this.open]) if (!ticket.held) await this.begin(ticket)
        for (const ticket of this.open.filter(({ held }) => held)) await this.end(ticket)
        assert.ok(this.open.length < before, 'nobody can run: they wait for each other')
      }
    }
  }

  const withTeam = (claims: readonly LockClaim[], tree: string): readonly LockClaim[] => {
    const branch = claims
      .map(({ node }) => /^workspace\/ws-.*-([01])$/.exec(node)?.[1])
      .find((found) => found !== undefined)
    const node = `team#t${tree}${branch ?? ''}`
    if (branch === undefined || claims.some((claim) => claim.node === node)) return claims
    return [...claims, { node, mode: 'shared' }]
  }

  type Step = { readonly admit: Drawn } | { readonly begin: number } | { readonly end: number }
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ admit: drawn }) },
    { weight: 4, arbitrary: fc.record({ begin: fc.nat(30) }) },
    { weight: 2, arbitrary: fc.record({ end: fc.nat(30) }) },
  )

  for (const known of [false, true]) {
    const which = known ? 'when it knows the teams of workspaces' : 'by what tasks name themselves'
    it(`grants as the model does, whatever the schedule, and serves everyone: ${which}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const schedule = new Schedule(known)
          await schedule.prepare()
          for (const one of steps) {
            if ('admit' in one) await schedule.admit(one.admit)
            else if ('begin' in one) {
              const ticket = schedule.open[one.begin % Math.max(1, schedule.open.length)]
              if (ticket !== undefined && !ticket.held) await schedule.begin(ticket)
            } else {
              const holders = schedule.open.filter(({ held }) => held)
              const ticket = holders[one.end % Math.max(1, holders.length)]
              if (ticket !== undefined) await schedule.end(ticket)
            }
          }
          await schedule.drain()
          // First come, first served at every node.
          for (const [index, ticket] of schedule.served.entries()) {
            const later = schedule.served
              .slice(index + 1)
              .find((other) => other.task.owner === ticket.task.owner && other.number < ticket.number)
            assert.equal(later, undefined)
          }
          assert.deepEqual(await engine.redis.keys(`slipway:lock:*${schedule.tree}*`), [])
        }),
        { numRuns: 40 },
      )
    })
  }

  it('tells every one of many that share a claim when the one that excludes them ends', async () => {
    const schedule = new Schedule(false)
    await schedule.admit({ type: 'workspace', branch: 0, sandbox: 0 })
    const [holder] = schedule.open
    assert.ok(holder !== undefined)
    await schedule.begin(holder)
    const ids = Array.from({ length: 300 }, (_, index) => {
      const payload = {
        workspace_id: `w${schedule.tree}0`,
        workspace_slug: `ws-${schedule.tree}-0`,
        sandbox_id: `many-${schedule.tree}-${index}`,
        sandbox_slug: `many-${index}`,
      }
      const created_at = '2026-01-15T10:30:00Z'
      return parseTask({ id: randomUUID(), type: 'sandbox.delete', payload, user_id: 'u', created_at })
    })
    await engine.lock.admit(
      ids.map((task, index) => ({ number: 10 + index, lane: task.lane, data: JSON.stringify(task.envelope) })),
    )
    for (const task of ids.slice(0, 5)) {
      assert.deepEqual(await engine.lock.begin(task), { kind: 'waiting', blocker: idOf(holder) })
    }
    await schedule.end(holder)
    assert.deepEqual(new Set(engine.released.map(({ id }) => id)), new Set(ids.map(({ envelope }) => envelope.id)))
    const grants = await Promise.all(ids.map((task) => engine.lock.begin(task)))
    assert.ok(grants.every(({ kind }) => kind === 'granted'))
  })

  it('gives a task one place, however often it is admitted, and none to one that has ended', async () => {
    const schedule = new Schedule(false)
    await schedule.admit({ type: 'team', branch: 0, sandbox: 0 })
    const [ticket] = schedule.open
    assert.ok(ticket !== undefined)
    for (const number of [0, 1, 99]) await admit({ ...ticket, number })
    assert.equal((await engine.messages(ticket.task)).length, 1)
    assert.deepEqual(
      [(await engine.lock.open()).includes(idOf(ticket)), await engine.lock.isOpen(idOf(ticket))],
      [true, true],
    )
    await schedule.drain()
    await admit(ticket)
    assert.deepEqual(
      [(await engine.lock.open()).includes(idOf(ticket)), await engine.lock.find(idOf(ticket))],
      [false, undefined],
    )
    assert.deepEqual(await engine.lock.begin(ticket.task), { kind: 'ended' })
  })

  it('does not know a task that was never admitted', async () => {
    const task = taskOn('stranger', { type: 'team', branch: 0, sandbox: 0 })
    assert.deepEqual(await engine.lock.begin(task), { kind: 'unknown' })
  })
})
