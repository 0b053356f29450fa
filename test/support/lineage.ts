import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { directoryOf, fullSlug, madeTeamId, ownerKey, type ResourceType } from '#contract'
import { assertActive, assertGone } from './ended.ts'
import type { Installation } from './installation.ts'
import { fresh, sandbox, team, workspace, type Resource, type TaskRequest } from './tasks.ts'
import { onEngine, ownerLabel, traces } from './world.ts'

/** What is made together, and goes through its whole life one task after another. */
interface Generation {
  readonly team: Resource
  readonly workspace: Resource
  /** The team that is made with the workspace. */
  readonly made: Resource
  readonly sandbox: Resource
}

/** A task together with what has to be seen when it has been completed. */
export interface Deed {
  readonly kind: string
  readonly request: TaskRequest
  verify(installation: Installation, task: string): Promise<void>
}

const generation = (): Generation => {
  const made = fresh('life')
  const workspace = { id: fresh('w').id, slug: made.slug }
  return {
    team: fresh('life'),
    workspace,
    made: { id: madeTeamId(workspace.id), slug: made.slug },
    sandbox: fresh('s'),
  }
}

/** What a generation goes through, an age after the other, and which of its teams are there until the last. */
export interface Life {
  readonly ages: readonly ((generation: Generation) => readonly Deed[])[]
  readonly teams: (generation: Generation) => readonly Resource[]
}

/** Tasks of every kind but the agent's. */
export const WHOLE_LIFE: Life = {
  ages: [
    (born) => [provision(team.provision(born.team)), provision(workspace.provision(born.workspace))],
    (young) => [provision(sandbox.provision(young.workspace, young.sandbox)), suspend(young.team)],
    (old) => [restart(old.team), deletion(workspace.delete(old.workspace), 'workspace', old.workspace)],
    (last) => [
      deletion(team.delete(last.team), 'team', last.team),
      deletion(team.delete(last.made), 'team', last.made),
    ],
  ],
  teams: ({ team, made }) => [team, made],
}

/** What reaches into the clouds: a workspace and a sandbox, made and deleted one after the other. */
export const CLOUD_LIFE: Life = {
  ages: [
    (born) => [provision(workspace.provision(born.workspace))],
    (young) => [provision(sandbox.provision(young.workspace, young.sandbox))],
    (old) => [deletion(sandbox.delete(old.workspace, old.sandbox), 'sandbox', sandboxOf(old))],
    (older) => [deletion(workspace.delete(older.workspace), 'workspace', older.workspace)],
    (last) => [deletion(team.delete(last.made), 'team', last.made)],
  ],
  teams: ({ made }) => [made],
}

const sandboxOf = ({ workspace, sandbox }: Generation): Resource => ({
  id: sandbox.id,
  slug: fullSlug(workspace.slug, sandbox.slug),
})

/** Resources of several ages, so that tasks of every kind can run at the same time. */
export class Lineage {
  readonly #life: Life
  readonly #generations: Generation[] = []

  constructor(life: Life) {
    this.#life = life
  }

  /** The next task in the life of each generation; they have nothing to do with each other. */
  next(): Deed[] {
    this.#generations.unshift(generation())
    return this.#life.ages.flatMap((age, index) => this.#generations.slice(index, index + 1).flatMap(age))
  }

  /** Deletes whatever is still there. */
  end(): Deed[] {
    const alive = this.#generations.slice(0, this.#life.ages.length - 1)
    return alive.flatMap(this.#life.teams).map((each) => deletion(team.delete(each), 'team', each))
  }
}

const provision = (request: TaskRequest): Deed => ({
  kind: request.type,
  request,
  verify: async (installation, task) => assertActive(installation, await installation.record(task)),
})

const states = async ({ docker }: Installation, { id }: Resource): Promise<string[]> =>
  (await onEngine(docker, ownerLabel(ownerKey('team', id))))
    .filter((thing) => thing.startsWith('container'))
    .map((thing) => thing.split(' ').at(-1) ?? '')

const suspend = (each: Resource): Deed => ({
  kind: 'team.suspend',
  request: team.suspend(each),
  verify: async (installation) => assert.deepEqual(await states(installation, each), ['exited']),
})

const restart = (each: Resource): Deed => ({
  kind: 'team.restart',
  request: team.restart(each),
  async verify(installation, task) {
    assert.deepEqual(await states(installation, each), ['running'])
    const url = (await installation.record(task)).result?.['url']
    assert.equal((await fetch(`${String(url)}/health`)).status, 200)
  },
})

/** A sweep may have died with its orchestrator: the next begins within 30 s, and may have to wait for a replica of Graph. */
const SWEEP_MS = 60_000

/** What is left, once a sweep that may be under way, or died half-way, has come to rest. */
async function settled(look: () => Promise<string[]>): Promise<string[]> {
  const deadline = performance.now() + SWEEP_MS
  let left = await look()
  while (left.length > 0 && performance.now() < deadline) {
    await setTimeout(250)
    left = await look()
  }
  return left
}

const deletion = (request: TaskRequest, type: ResourceType, { id, slug }: Resource): Deed => ({
  kind: request.type,
  request,
  async verify(installation) {
    await assertGone(installation, type, id)
    const left = () => traces(installation.dataDir, { name: directoryOf(type, slug), id: ownerKey(type, id) })
    assert.deepEqual(await settled(left), [])
  },
})
