import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { asking, BRANCH, CHECKOUT, Ear, git, makeWorld, never, TAG } from './world.ts'

/** Lines of a script: what it tells as events, and a file that shows how often it was begun. */
const said = (event: object): string => `echo '${JSON.stringify(event)}'\n`
const SESSION = `printf '{"session":"%s"}\\n' "$2"\n`
const begun = (file: string): string => `echo "$1 $2" >> '${file}'\n`
/** Waits for a file that the test makes. A read of a FIFO takes no time and no polling. */
const waitFor = (fifo: string): string => `read _ < '${fifo}'\n`

const failsWith = (code: Failure['code']) => (thrown: unknown) => thrown instanceof Failure && thrown.code === code
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

describe('a run of an agent', () => {
  it('goes to its end, and tells what it does with totals and whole lines', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const script = [
      SESSION,
      said({ tool: 'Edit a' }),
      said({ turns: 1 }),
      'printf "é half"; echo " and half"\n',
      'echo "$STAND_IN $KEY $PWD" > where\n',
      said({ turns: 2 }),
      said({ summary: 'done' }),
      'printf unended\n',
    ].join('')
    const ear = new Ear()
    const outcome = await agents.run(run, asking(script), TAG, ear, never)
    assert.equal(outcome.failure, undefined)
    assert.equal(outcome.summary, 'done')
    assert.deepEqual([outcome.turns, outcome.costUsd, outcome.tokens.input], [2, 0.2, 20])
    assert.equal(outcome.sessionId, ear.sessions[0])
    assert.equal(outcome.host, world.links[0]?.host.name)
    assert.deepEqual([ear.sessions.length, ear.tools, ear.totals?.turns], [1, ['Edit a'], 2])
    assert.ok(ear.output_.endsWith('unended') && ear.output_.includes('é half and half\n'))
    assert.equal(ear.end, Buffer.byteLength(ear.output_))
    const tree = agents.treeOf(run)
    assert.equal(await world.read(`data/${tree}/where`), `yes k ${world.dataDir}/${tree}\n`)
    // The end that was not written down is told again, and nothing else.
    const again = new Ear(ear.end)
    const same = await agents.run(run, asking(script), TAG, again, never)
    assert.deepEqual({ ...same, durationS: 0 }, { ...outcome, durationS: 0 })
    assert.deepEqual([again.tools, again.output_, again.sessions], [[], '', []])
  })

  it('is left alone by an abort, and taken over by another orchestrator: nothing is run or told twice', async () => {
    await using world = await makeWorld()
    const [one, other] = [world.orchestrator(), world.orchestrator()]
    const run = await world.newRun(one)
    const [starts, fifo] = [world.path('starts'), await world.fifo()]
    const script = [
      begun(starts),
      ...[SESSION, said({ tool: 'one' }), said({ turns: 1 })],
      waitFor(fifo),
      ...[said({ tool: 'two' }), said({ turns: 2 }), said({ summary: 'done' })],
    ].join('')
    const [first, reason] = [new Ear(), new Error('told to stop')]
    const stopping = new AbortController()
    const left = assert.rejects(one.run(run, asking(script), TAG, first, stopping.signal), reason)
    await first.heard('one')
    await first.until(() => first.totals?.turns === 1)
    stopping.abort(reason)
    await left
    const second = new Ear(first.end)
    const taken = other.run(run, asking(script), TAG, second, never)
    await writeFile(fifo, 'go\n')
    const outcome = await taken
    assert.equal(outcome.failure, undefined)
    assert.equal(outcome.turns, 2)
    assert.deepEqual(linesOf(await world.read('starts')).length, 1)
    assert.deepEqual([first.tools, second.tools], [['one'], ['two']])
    assert.equal(second.end, first.end + Buffer.byteLength(second.output_))
  })

  it('goes on when the connection is back, at the byte where it broke', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const [fifo, ear, link] = [await world.fifo(), new Ear(), world.links[0]]
    const script = [begun(world.path('starts')), said({ tool: 'one' }), waitFor(fifo), said({ tool: 'two' })].join('')
    const running = agents.run(run, asking(script), TAG, ear, never)
    await ear.heard('one')
    link?.cut()
    await writeFile(fifo, 'go\n')
    link?.mend()
    assert.equal((await running).failure, undefined)
    assert.deepEqual(ear.tools, ['one', 'two'])
    assert.equal(linesOf(await world.read('starts')).length, 1)
  })

  it('begins anew on another host when its own is away for longer than it may go on there', async () => {
    await using world = await makeWorld([1, 1])
    const agents = world.orchestrator({ leaseS: 1, marginS: 0 })
    const run = await world.newRun(agents)
    const [starts, ear] = [world.path('starts'), new Ear()]
    // Only the first one waits: for ever.
    const script = [
      `test -e '${starts}' || wait=yes\n`,
      begun(starts),
      ...[SESSION, said({ tool: 'at work' }), said({ turns: 1 })],
      'if [ "$wait" ]; then sleep 600; fi\n',
      said({ summary: 'done' }),
    ].join('')
    const running = agents.run(run, asking(script), TAG, ear, never)
    await ear.until(() => ear.totals?.turns === 1)
    const lost = world.links.find(({ host }) => host.name === ear.hosts[0])
    lost?.cut()
    const outcome = await running
    assert.equal(outcome.summary, 'done')
    assert.notEqual(outcome.host, ear.hosts[0])
    assert.deepEqual([outcome.turns, outcome.sessionId], [2, ear.sessions[1]])
    assert.equal(new Set(ear.sessions).size, 2)
    assert.equal(ear.end, Buffer.byteLength(ear.output_))
    assert.deepEqual(
      linesOf(await world.read('starts')).map((line) => line.split(' ')[0]),
      ['new', 'new'],
    )
    // Its processes have ended by themselves: the run can be removed without that host.
    await agents.remove({ kind: 'agent-run', name: run }, TAG, never)
    assert.deepEqual(await agents.list(never), [])
  })

  it('goes on in the same session after what another turn may mend', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const starts = world.path('starts')
    const turn = [begun(starts), SESSION, said({ turns: 1 }), `case $(wc -l < '${starts}') in\n`].join('')
    const script = `${turn}1) ${said({ code: 'AGENT_USAGE_LIMIT' })};;\n2) ${said({ code: 'AGENT_API_ERROR' })};;\n*) ${said({ summary: 'done' })};;\nesac\n`
    const ear = new Ear()
    const go = () => agents.run(run, asking(script), TAG, ear, never)
    await assert.rejects(go(), (thrown) => failsWith('AGENT_USAGE_LIMIT')(thrown) && isThrottled(thrown, 5))
    await assert.rejects(go(), (thrown) => thrown instanceof Failure && thrown.class === 'transient')
    const outcome = await go()
    assert.deepEqual([outcome.summary, outcome.turns], ['done', 3])
    const [session] = ear.sessions
    const begins = linesOf(await world.read('starts'))
    assert.deepEqual(begins, [`new ${session ?? ''}`, `resume ${session ?? ''}`, `resume ${session ?? ''}`])
    assert.equal(ear.end, Buffer.byteLength(ear.output_))
  })

  it('begins a new session where the one of an earlier task is unknown', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const script = ['[ "$1" = resume ] && exit 44\n', SESSION, said({ summary: 'done' })].join('')
    const ear = new Ear()
    const earlier = randomUUID()
    const outcome = await agents.run(run, asking(script, { continueSession: earlier }), TAG, ear, never)
    assert.equal(outcome.summary, 'done')
    assert.notEqual(outcome.sessionId, earlier)
  })

  it('tells a failure that no other turn mends, as it is', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const outcome = await agents.run(run, asking('exit 3\n'), TAG, new Ear(), never)
    assert.equal(outcome.failure?.code, 'AGENT_FAILED')
    assert.match(outcome.failure.message, /exited with 3/)
  })

  it('is stopped when it has used up what it was given', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const run = await world.newRun(agents)
    const ear = new Ear()
    const script = `${said({ turns: 1 })}${said({ limit: true, tool: 'over' })}sleep 600\n`
    const outcome = await agents.run(run, asking(script), TAG, ear, never)
    assert.match(outcome.failure?.message ?? '', /^stopped with/)
    assert.deepEqual(ear.tools, ['over'])
  })

  it('does not see what its tool would run of the repository; it is back in the work, unless the agent made it anew', async () => {
    await using world = await makeWorld()
    await mkdir(join(world.checkout, '.plugins'))
    await writeFile(join(world.checkout, '.plugins', 'x'), 'hostile\n')
    await writeFile(join(world.checkout, 'plugins.json'), 'of the repository\n')
    await git(world.checkout, 'add', '--all')
    await git(world.checkout, 'commit', '--quiet', '--message=plugins')
    const commit = await git(world.checkout, 'rev-parse', 'HEAD')
    const agents = world.orchestrator()
    const run = randomUUID()
    await agents.ensureTree(run, { checkout: CHECKOUT, commit, branch: BRANCH }, TAG, never)
    const seen = world.path('seen')
    const script = `ls -A > '${seen}'; echo of the agent > plugins.json; ${said({ summary: 'done' })}`
    for (const _ of ['run', 'run after a crash']) await agents.run(run, asking(script), TAG, new Ear(), never)
    assert.deepEqual(linesOf(await world.read('seen')), ['.git', 'README.md'])
    const author = { name: 'Us', email: 'us@example.test' }
    const committed = await agents.commit(run, { message: 'Work', author }, never)
    assert.deepEqual(committed?.files, [{ path: 'plugins.json', added: 1, removed: 1 }])
  })

  it('ends with all its processes when it is stopped or removed, those in sessions of their own too', async () => {
    await using world = await makeWorld()
    const agents = world.orchestrator()
    const fifo = await world.fifo()
    const script = `setsid sh -c 'read _ < "${fifo}"; echo alive > "${world.path('proof')}"' &\n${said({ tool: 'at work' })}wait\n`
    for (const end of ['stop', 'remove'] as const) {
      const run = await world.newRun(agents)
      const ear = new Ear()
      const running = agents.run(run, asking(script), TAG, ear, never)
      await ear.heard('at work')
      if (end === 'stop') {
        await agents.stop(run, never)
        assert.equal((await running).failure?.code, 'AGENT_FAILED')
      } else {
        const ended = running.then(
          ({ failure }) => failure?.code,
          (thrown: unknown) => Failure.from(thrown).code,
        )
        await agents.remove({ kind: 'agent-run', name: run }, TAG, never)
        assert.ok(['AGENT_FAILED', 'RESOURCE_NOT_FOUND'].includes((await ended) ?? ''))
      }
      assert.equal(await world.hasReader(fifo), false)
    }
  })
})

const isThrottled = (thrown: unknown, ms: number): boolean =>
  thrown instanceof Failure && thrown.class === 'throttled' && thrown.retryAfterMs === ms
