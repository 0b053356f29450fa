import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { startWorld, type World } from './support/world.ts'

const Line = z.object({
  id: z.string(),
  event: z.string(),
  data: z.looseObject({ type: z.string(), task_id: z.string(), step_name: z.string().optional() }),
})
const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)))

describe('slipway watch', { timeout: 600_000 }, () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world[Symbol.asyncDispose]())
  const create = async (slug: string): Promise<string> =>
    (await world.slipway(['team', 'create', slug, '--detach'])).stdout.trim()

  it('prints a JSON line for each event of a task, up to its end', async () => {
    const id = await create('acme')
    const { code, stdout, stderr } = await world.slipway(['watch', id, '--json'])
    assert.deepEqual([code, stderr], [0, ''])
    const lines = linesOf(stdout)
    assert.deepEqual(new Set(lines.map(({ data }) => data.task_id)), new Set([id]))
    assert.equal(lines[0]?.data.type, 'task.created')
    assert.ok(lines.some(({ event }) => event === 'task.completed'))
    assert.ok(
      lines.some(({ data }) => data.step_name === 'stack'),
      stdout,
    )
    assert.equal(new Set(lines.map((line) => line.id)).size, lines.length, 'each once')
    const failed = await world.slipway(['watch', await create('fails-one'), '--json'])
    assert.equal(failed.code, 1)
  })

  it('goes on by itself where it was when portal-api was away', async () => {
    const id = await create('waits-one')
    await world.gate.reached('waits-one')
    const waiting = [world.start(['watch', id]), world.start(['watch', id, '--json'])] as const
    await waiting[0].shows(/Starting the stack …/)
    await waiting[1].shows(/task\.progress/)
    await world.stopPortal()
    await waiting[0].shows(/The connection is lost/)
    world.gate.open('waits-one') // It ends while nobody sees it.
    await world.startPortal()
    const [plain, json] = await Promise.all([waiting[0].ended, waiting[1].ended])
    assert.equal(plain.code, 0, plain.stderr)
    assert.match(plain.stderr, /^100 % {2}Team waits-one created/m)
    assert.equal(json.code, 0, json.stderr)
    const lines = linesOf(json.stdout)
    assert.equal(new Set(lines.map((line) => line.id)).size, lines.length, 'each once, across connections')
    assert.deepEqual(lines.filter(({ event }) => event === 'task.completed').length, 1)
  })

  it('shows everything that happens, until Ctrl-C', async () => {
    const first = await create('waits-two')
    await world.gate.reached('waits-two')
    const all = world.start(['watch'])
    await all.shows(/Creating team \S+$/m)
    await all.shows(/Starting the stack …/)
    world.gate.open('waits-two')
    await all.shows(new RegExp(`^${first.slice(0, 8)} {2}100 % {2}Team waits-two created`, 'm'))
    const failing = await create('fails-two')
    await all.shows(new RegExp(`^${failing.slice(0, 8)} .* failed after`, 'm'))
    all.kill('SIGINT')
    assert.equal((await all.ended).code, 130)
  })

  it('gives all events as JSON lines', async () => {
    const all = world.start(['watch', '--json'])
    // It has subscribed when it tells of a task; one that came before is not told of.
    for (let shown = false; !shown;) {
      const id = await create(`team-${crypto.randomUUID().slice(0, 8)}`)
      const seen = all.shows(new RegExp(`"task.completed".*"task_id":"${id}"`)).then(() => true)
      shown = await Promise.race([seen, world.slipway(['watch', id]).then(() => false)])
    }
    all.kill('SIGINT')
    const { code, stdout } = await all.ended
    assert.equal(code, 130)
    assert.ok(linesOf(stdout).length > 0)
  })
})
