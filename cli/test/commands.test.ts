import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { startWorld, TOKEN, type World } from './support/world.ts'

const Record = z.looseObject({ id: z.string(), status: z.string(), type: z.string() })
const Items = z.object({ items: z.array(z.looseObject({ slug: z.string(), id: z.string() })) })

describe('slipway', { timeout: 600_000 }, () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world[Symbol.asyncDispose]())

  const json = async (args: readonly string[], code = 0): Promise<unknown> => {
    const ran = await world.slipway([...args, '--json'])
    assert.deepEqual([ran.code, ran.stderr], [code, ''], `${args.join(' ')}: ${ran.stdout}`)
    assert.ok(!ran.stdout.includes(TOKEN))
    return JSON.parse(ran.stdout)
  }

  it('creates a team, and says in plain lines what it is at', async () => {
    const { code, stdout, stderr } = await world.slipway(['team', 'create', 'acme', '--name', 'Acme Corp'])
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^ {2}host {2}acme\.localhost$/m)
    for (const line of [
      /^ {2}\d+ % {2}Creating team acme/m,
      /Making the database: done \(\d+\.\d s\)$/m,
      /Starting the stack: done/m,
      /^100 % {2}Team acme created after \d+\.\d s$/m,
    ])
      assert.match(stderr, line)
    assert.doesNotMatch(stderr + stdout, /\u001b/)
  })

  it('creates a workspace in it and a sandbox in that, lists and shows them, and deletes them', async () => {
    const workspace = ['workspace', 'create', 'shop', '--template', 'slipway/sample', '--team', 'acme']
    assert.equal(Record.parse(await json(workspace)).status, 'completed')
    assert.equal(Record.parse(await json(['sandbox', 'create', 'shop/one', '--branch', 'main'])).status, 'completed')

    for (const [list, slug] of [
      [['team', 'list'], 'acme'],
      [['team', 'list', '--status', 'active'], 'acme'],
      [['workspace', 'list'], 'shop'],
      [['workspace', 'list', '--team', 'acme'], 'shop'],
      [['sandbox', 'list'], 'shop-one'],
      [['sandbox', 'list', 'shop'], 'shop-one'],
    ] as const)
      assert.deepEqual(
        Items.parse(await json(list)).items.map((each) => each.slug),
        [slug],
        list.join(' '),
      )
    assert.deepEqual(Items.parse(await json(['team', 'list', '--status', 'suspended'])).items, [])

    const shown = await world.slipway(['workspace', 'show', 'shop'])
    assert.match(shown.stdout, /^workspace shop {2}active$/m)
    assert.match(shown.stdout, /^ {2}subdomain +shop\.app\.localhost$/m)
    assert.match(shown.stdout, /^shop\/one +active/m)
    assert.match((await world.slipway(['sandbox', 'show', 'shop/one'])).stdout, /^sandbox shop\/one {2}active$/m)
    assert.match((await world.slipway(['team', 'show', 'acme'])).stdout, /^shop +active +1/m)

    assert.equal(Record.parse(await json(['sandbox', 'delete', 'shop/one', '--yes'])).status, 'completed')
    assert.equal(
      Record.parse(await json(['workspace', 'delete', 'shop', '--yes', '--keep-repository'])).status,
      'completed',
    )
    const deleted = await world.slipway(['team', 'delete', 'acme', '--yes'])
    assert.deepEqual([deleted.code, /^100 % {2}Team acme deleted/m.test(deleted.stderr)], [0, true], deleted.stderr)
    assert.deepEqual(Items.parse(await json(['team', 'list'])).items, [])
    assert.equal((await world.slipway(['team', 'list'])).stderr, 'There are none.\n')
  })

  it('plans without changing anything', async () => {
    const planned = await world.slipway(['plan', 'team', 'create', 'planned'])
    assert.equal(planned.code, 0, planned.stderr)
    assert.match(planned.stdout, /^STAGE {2}STEP +EFFECT +KIND +NAME$/m)
    assert.match(planned.stdout, /^ +1 {2}Making the database +\+ create {2}directory {2}teams\/planned-database$/m)
    assert.match(planned.stdout, /^4 steps: 3 to create$/m)
    const plan = z.object({ task_type: z.string(), steps: z.array(z.unknown()) })
    assert.equal(plan.parse(await json(['plan', 'team', 'create', 'planned'])).steps.length, 4)
    assert.deepEqual(Items.parse(await json(['team', 'list'])).items, [])
  })

  it('goes on with --detach, and lists, shows and watches tasks', async () => {
    const accepted = Record.omit({ type: true }).parse(await json(['team', 'create', 'waits-one', '--detach']))
    await world.gate.reached('waits-one')
    const tasks = z.object({ items: z.array(Record) }).parse(await json(['tasks', '--status', 'processing']))
    assert.deepEqual(
      tasks.items.map(({ id }) => id),
      [accepted.id],
    )
    const listed = await world.slipway(['tasks', '--type', 'team.provision', '--limit', '1'])
    assert.match(listed.stdout, /^TASK +WHAT +STATUS +% +TOOK +CREATED/m)
    assert.match(listed.stdout, new RegExp(`^${accepted.id} +create team waits-one +processing +50`, 'm'))
    const shown = await world.slipway(['tasks', accepted.id])
    assert.match(shown.stdout, /✓ Making the database/)
    assert.match(shown.stdout, /Starting the stack +\d/)

    const watched = world.start(['watch', accepted.id])
    await watched.shows(/Starting the stack …/)
    world.gate.open('waits-one')
    const { code, stderr } = await watched.ended
    assert.deepEqual([code, /^100 % {2}Team waits-one created/m.test(stderr)], [0, true], stderr)
    const again = await world.slipway(['team', 'create', 'waits-one', '--detach'])
    assert.equal(again.code, 1, again.stderr)
    assert.match(again.stderr, /NAME_TAKEN|ID_TAKEN/)
  })

  it('cancels a task, which is then undone, and retries it', async () => {
    const id = (await world.slipway(['team', 'create', 'waits-two', '-d'])).stdout.trim()
    await world.gate.reached('waits-two')
    const watched = world.start(['watch', id])
    await watched.shows(/Starting the stack …/)
    const cancelled = await world.slipway(['cancel', id])
    assert.equal(cancelled.code, 0, cancelled.stderr)
    assert.match(cancelled.stderr, /Making the database: undone/)
    assert.equal((await watched.ended).code, 1, 'for who waits for it, it has failed')
    const late = await world.slipway(['cancel', id])
    assert.deepEqual([late.code, /TASK_FINISHED/.test(late.stderr)], [1, true], late.stderr)

    world.gate.open('waits-two')
    const retried = Record.parse(await json(['retry', id]))
    assert.notEqual(retried.id, id)
    assert.equal(retried.status, 'completed')
    assert.ok((await world.slipway(['tasks', retried.id])).stdout.endsWith(`  retry of  ${id}\n`))
    assert.ok((await world.slipway(['tasks', id])).stdout.endsWith(`  retried by  ${retried.id}\n`))
  })

  it('says who it is, and makes, lists and revokes tokens', async () => {
    const me = await world.slipway(['whoami'])
    assert.match(me.stdout, /^ {2}scopes +admin$/m)
    const made = await world.slipway(['token', 'create', 'ci', '--scope', 'teams:read', '--scope', 'tasks:read'])
    assert.equal(made.code, 0, made.stderr)
    const token = made.stdout.trim()
    const listed = z
      .object({ items: z.array(z.looseObject({ id: z.string(), name: z.string() })) })
      .parse(await json(['token', 'list']))
    const [ci] = listed.items
    assert.equal(ci?.name, 'ci')
    assert.ok(!JSON.stringify(listed).includes(token))

    const asCi = { env: { SLIPWAY_TOKEN: token } }
    assert.equal((await world.slipway(['team', 'list'], asCi)).code, 0)
    const forbidden = await world.slipway(['team', 'create', 'nope'], asCi)
    assert.deepEqual([forbidden.code, /FORBIDDEN/.test(forbidden.stderr)], [1, true], forbidden.stderr)
    const doctor = await world.slipway(['doctor'], asCi)
    assert.match(doctor.stdout, /^! scopes +without teams:write.*\n +Where you need that: slipway token create/m)

    assert.equal((await world.slipway(['token', 'revoke', ci.id])).code, 0)
    const revoked = await world.slipway(['team', 'list'], asCi)
    assert.deepEqual([revoked.code, /UNAUTHORIZED/.test(revoked.stderr)], [2, true], revoked.stderr)
  })
})
