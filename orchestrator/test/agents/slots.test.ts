import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { createAgentSlots } from '../../src/redis/agent-slots.ts'
import { asking, Ear, LEASE_S, makeWorld, never, TAG } from './world.ts'

const failsWith = (code: Failure['code']) => (thrown: unknown) => thrown instanceof Failure && thrown.code === code
const said = (event: object): string => `echo '${JSON.stringify(event)}'\n`

describe('the pool of hosts', () => {
  it('is filled by two orchestrators together, the least busy host first; who waits comes when a slot is free', async () => {
    await using world = await makeWorld([1, 2])
    const orchestrators = [world.orchestrator(), world.orchestrator()]
    const begin = async (at: number) => {
      const [agents, ear, fifo] = [orchestrators[at % 2], new Ear(), await world.fifo()]
      assert.ok(agents)
      const script = `${said({ session: 's', tool: 'at work' })}read _ < '${fifo}'\n`
      const end = agents.run(await world.newRun(agents), asking(script), TAG, ear, never)
      return { ear, end, fifo }
    }
    const began = []
    for (const at of [0, 1, 2]) {
      const each = await begin(at)
      await each.ear.heard('at work')
      began.push(each)
    }
    const [one, two] = world.links.map(({ host }) => host.name)
    const hosts = began.flatMap(({ ear }) => ear.hosts)
    assert.notEqual(hosts[0], hosts[1])
    assert.deepEqual(hosts.sort(), [one, two, two].sort())
    const last = await begin(3)
    const [first] = began
    assert.ok(first)
    await writeFile(first.fifo, 'go\n')
    await first.end
    await last.ear.heard('at work')
    assert.deepEqual(last.ear.hosts, first.ear.hosts)
    for (const { fifo } of [...began.slice(1), last]) await writeFile(fifo, 'go\n')
    await Promise.all([...began, last].map(({ end }) => end))
    const left = await world.redis.zrange('slipway:agent-slots', '0', '-1')
    assert.deepEqual(
      left.filter((slot) => hosts.some((host) => slot.startsWith(host))),
      [],
    )
  })

  it('gives a slot to who is urgent, and then to who asked first; who has stopped asking holds nobody up', async () => {
    await using world = await makeWorld()
    const slots = createAgentSlots(world.redis, LEASE_S * 1_000)
    const hosts = [{ name: world.path('host'), slots: 1 }]
    const ask = (run: string, urgent: boolean, since: number) => slots.take({ run, hosts, urgent, since })
    const [host] = [world.path('host')]
    assert.equal(await ask('holder', false, 1), host)
    assert.equal(await ask('holder', false, 1), host)
    assert.equal(await ask('late', false, 3), undefined)
    assert.equal(await ask('early', false, 2), undefined)
    assert.equal(await ask('urgent', true, 4), undefined)
    await slots.release('holder', host)
    assert.deepEqual([await ask('late', false, 3), await ask('early', false, 2)], [undefined, undefined])
    assert.equal(await ask('urgent', true, 4), host)
    // What runs on a host already keeps its slot, whatever is free.
    await slots.hold('kept', host)
    await slots.release('urgent', host)
    assert.equal(await ask('early', false, 2), undefined)
    await slots.release('kept', host)
    await world.until(async () => (await ask('late', false, 3)) === host)
    await slots.release('late', host)
  })

  it('runs no more at once in a process than it is told to', async () => {
    await using world = await makeWorld([5])
    const agents = world.orchestrator({ concurrency: 1 })
    const [fifo, first, second] = [await world.fifo(), new Ear(), new Ear()]
    const script = `${said({ session: 's', tool: 'at work' })}read _ < '${fifo}'\n`
    const ends = [agents.run(await world.newRun(agents), asking(script), TAG, first, never)]
    await first.heard('at work')
    ends.push(agents.run(await world.newRun(agents), asking(said({ tool: 'at work' })), TAG, second, never))
    await writeFile(fifo, 'go\n')
    await ends[0]
    await second.heard('at work')
    await Promise.all(ends)
  })

  it('takes a host out that is away, and takes it back; where none is fit nobody waits', async () => {
    await using world = await makeWorld([1])
    const agents = world.orchestrator({ probeEveryMs: 50 })
    const [link] = world.links
    const run = await world.newRun(agents)
    link?.cut()
    await assert.rejects(agents.gate(run, ['true'], 60, never), failsWith('AGENT_HOST_UNREACHABLE'))
    assert.deepEqual(
      (await agents.check(never)).map(({ state }) => state),
      ['failed'],
    )
    const ending = agents.run(run, asking(said({ summary: 'done' })), TAG, new Ear(), never)
    link?.mend()
    assert.equal((await ending).summary, 'done')

    link?.cut()
    const thing = { kind: 'agent-run', name: run } as const
    await assert.rejects(agents.remove(thing, TAG, never), failsWith('AGENT_HOST_UNREACHABLE'))
    assert.deepEqual(await agents.list(never), [{ ...thing, ...TAG }])
    link?.mend()
    await world.until(() =>
      agents.remove(thing, TAG, never).then(
        () => true,
        () => false,
      ),
    )
    assert.deepEqual(await agents.list(never), [])
    const none = world.orchestrator({ hosts: [] })
    const other = await world.newRun(none)
    await assert.rejects(none.run(other, asking('true\n'), TAG, new Ear(), never), failsWith('AGENT_HOST_UNFIT'))
  })
})
