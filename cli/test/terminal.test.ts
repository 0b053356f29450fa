import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import type { RunOptions, Started } from './support/program.ts'
import { onTerminal } from './support/terminal.ts'
import { startWorld, TOKEN, type World } from './support/world.ts'

const Items = z.object({ items: z.array(z.unknown()) })

const ESCAPE = '\u001b'
const CTRL_C = '\u0003'

describe('slipway on a terminal', { timeout: 600_000 }, () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world[Symbol.asyncDispose]())
  const run = (args: readonly string[], { env = {} }: RunOptions = {}): Started =>
    onTerminal(args, { env: { ...world.env, ...env } })

  it('shows a bar that moves, and names the steps that run', async () => {
    const running = run(['team', 'create', 'waits-one'])
    await running.shows(/Starting the stack/)
    // Drawn again and again while nothing happens: the spinner turns.
    await running.shows(/⠋[^]*Starting the stack[^]*⠸[^]*Starting the stack/)
    world.gate.open('waits-one')
    const { code, stdout } = await running.ended
    assert.equal(code, 0, stdout)
    assert.ok(stdout.includes(`${ESCAPE}[36m━`), 'a bar under way is cyan')
    assert.ok(stdout.includes(`${ESCAPE}[32m${'━'.repeat(24)}`), 'a full one green')
    assert.match(stripVTControlCharacters(stdout), /✓ Team waits-one created +━{24} +100 % {2}\d+\.\d s/)
    for (const line of stripVTControlCharacters(stdout).split('\n')) assert.ok(line.trimEnd().length <= 100, line)
  })

  it('shows a failure, and what was undone', async () => {
    const { code, stdout } = await run(['team', 'create', 'fails-one']).ended
    const text = stripVTControlCharacters(stdout)
    assert.equal(code, 1, text)
    assert.match(text, /✗ Creating team fails-one failed/)
    assert.match(text, /✗ Starting the stack|↺ Starting the stack/)
    assert.match(text, /↺ Making the database +\d+\.\d s {2}undone/)
    assert.match(text, /STACK_FAILED/)
  })

  it('lets go on Ctrl-C, and gives the cursor back', async () => {
    const running = run(['team', 'create', 'waits-two'])
    await running.shows(/Starting the stack/)
    running.type(CTRL_C)
    const { code, stdout } = await running.ended
    assert.equal(code, 130, stdout)
    assert.match(stripVTControlCharacters(stdout), /Detached: the task goes on\./)
    assert.ok(stdout.lastIndexOf(`${ESCAPE}[?25h`) > stdout.lastIndexOf(`${ESCAPE}[?25l`), 'the cursor is shown again')
    world.gate.open('waits-two')
  })

  it('moves without colours under NO_COLOR, and not at all on a dumb terminal', async () => {
    const plain = await run(['team', 'create', 'grey'], { env: { NO_COLOR: '1' } }).ended
    assert.equal(plain.code, 0, plain.stdout)
    assert.doesNotMatch(plain.stdout, new RegExp(`${ESCAPE}\\[[0-9;]*m`))
    assert.match(plain.stdout, /✓ Team grey created +━{24}/)
    const dumb = await run(['team', 'create', 'dumb'], { env: { TERM: 'dumb' } }).ended
    assert.match(dumb.stdout, /^100 % {2}Team dumb created/m)
  })

  it('shows the plan of a deletion and asks; only a clear yes is one', async () => {
    assert.equal((await world.slipway(['team', 'create', 'acme'])).code, 0)
    const no = run(['team', 'delete', 'acme'])
    await no.shows(/Carry this out on team acme\?/)
    no.type('\r')
    const refused = await no.ended
    assert.equal(refused.code, 1, refused.stdout)
    const text = stripVTControlCharacters(refused.stdout)
    assert.match(text, /- remove {2}directory {2}teams\/acme-database/)
    assert.match(text, /Nothing was changed\./)
    const interrupted = run(['team', 'delete', 'acme'])
    await interrupted.shows(/Carry this out on team acme\?/)
    interrupted.type(CTRL_C)
    assert.equal((await interrupted.ended).code, 130)
    assert.equal((await world.slipway(['team', 'show', 'acme'])).code, 0, 'it still stands')

    const yes = run(['team', 'delete', 'acme'])
    await yes.shows(/Carry this out on team acme\?/)
    yes.type('y\r')
    const done = await yes.ended
    assert.equal(done.code, 0, done.stdout)
    assert.match(stripVTControlCharacters(done.stdout), /✓ Team acme deleted/)
  })

  it('deletes what it has shown, and nothing that came since', async () => {
    assert.equal((await world.slipway(['team', 'create', 'apex'])).code, 0)
    const workspace = ['workspace', 'create', 'shop', '--template', 'slipway/sample', '--team', 'apex']
    assert.equal((await world.slipway(workspace)).code, 0)
    const deleting = run(['team', 'delete', 'apex', '--cascade'])
    await deleting.shows(/Carry this out on team apex\?/)
    assert.equal((await world.slipway(['sandbox', 'create', 'shop/late'])).code, 0)
    deleting.type('y\r')
    const { code, stdout } = await deleting.ended
    assert.equal(code, 1, stdout)
    const text = stripVTControlCharacters(stdout)
    assert.match(text, /✗ What is in team apex has changed since the plan was shown\./)
    assert.match(text, /look at the new plan\.\s+PRECONDITION_FAILED/)
    assert.equal((await world.slipway(['sandbox', 'show', 'shop/late'])).code, 0, 'it still stands')
  })

  it('keeps standard output clean for --json', async () => {
    const { code, stdout } = await run(['team', 'list', '--json']).ended
    assert.equal(code, 0)
    assert.ok(Items.parse(JSON.parse(stripVTControlCharacters(stdout))).items.length > 0)
  })

  it('asks for a token without showing it', async () => {
    const login = run(['login'], { env: { SLIPWAY_TOKEN: undefined } })
    await login.shows(/Token for http:\/\/127\.0\.0\.1:\d+: /)
    login.type(`${TOKEN}\r`)
    const { code, stdout } = await login.ended
    assert.equal(code, 0, stdout)
    assert.ok(!stdout.includes(TOKEN))
    assert.match(stripVTControlCharacters(stdout), /✓ Logged in/)
  })

  it('watches everything, with bars below what has ended', async () => {
    const board = run(['watch'])
    await board.shows(/Ctrl-C to stop watching/)
    const id = (await world.slipway(['team', 'create', 'waits-three', '--detach'])).stdout.trim()
    await board.shows(/Starting the stack/)
    world.gate.open('waits-three')
    await board.shows(/Team waits-three created/)
    assert.equal((await world.slipway(['watch', id])).code, 0)
    board.type(CTRL_C)
    assert.equal((await board.ended).code, 130)
  })
})
