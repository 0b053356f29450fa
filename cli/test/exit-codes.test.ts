import assert from 'node:assert/strict'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { leftoverId } from '#contract'
import { freePort } from '../../scripts/setup/free-port.ts'
import type { RunOptions } from './support/program.ts'
import { startWorld, TOKEN, type World } from './support/world.ts'

const Told = z.object({ error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }) })

describe('slipway ends with', { timeout: 600_000 }, () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world[Symbol.asyncDispose]())

  /** Ends with this exit code, and tells people and programs of this error. */
  const fails = async (args: readonly string[], code: number, error: string, options?: RunOptions): Promise<string> => {
    const ran = await world.slipway(args, options)
    assert.deepEqual([ran.code, ran.stdout], [code, ''], `${args.join(' ')}: ${ran.stderr}`)
    assert.match(ran.stderr, new RegExp(`^  ${error}$`, 'm'))
    const asJson = await world.slipway([...args, '--json'], options)
    assert.equal(asJson.code, code)
    assert.equal(Told.parse(JSON.parse(asJson.stdout)).error.code, error)
    assert.ok(!`${ran.stderr}${asJson.stdout}`.includes(TOKEN))
    return ran.stderr
  }

  it('1 when a task failed and was undone', async () => {
    const { code, stderr, stdout } = await world.slipway(['team', 'create', 'fails-one'])
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /Starting the stack: failed/)
    assert.match(stderr, /Making the certificate: undone/)
    assert.match(
      stderr,
      /^✗ The stack ended with exit code 3\.\n.*\n {2}STACK_FAILED\n {2}What it had done was undone\.$/m,
    )
    const asJson = await world.slipway(['team', 'create', 'fails-two', '--json'])
    assert.deepEqual([asJson.code, asJson.stderr], [1, ''])
    assert.match(asJson.stdout, /"error_code":"STACK_FAILED"/)
  })

  it('4 when something could not be undone', async () => {
    const { code, stderr } = await world.slipway(['team', 'create', 'leaves-one'])
    assert.equal(code, 4, stderr)
    assert.match(stderr, /Making the database: could not be undone/)
    assert.match(
      stderr,
      /^! Could not be undone; the sweeper goes on trying:\n {4}directory teams\/leaves-one-database$/m,
    )
  })

  it('1 when portal-api refuses: there is no such thing', async () => {
    await fails(['team', 'show', 'nobody'], 1, 'RESOURCE_NOT_FOUND')
    await fails(['watch', 'no-such-task'], 1, 'TASK_NOT_FOUND')
    await fails(['sandbox', 'create', 'nowhere/one'], 1, 'RESOURCE_NOT_FOUND')
  })

  it('2 on wrong usage, before anything is sent', async () => {
    for (const args of [
      ['team'],
      ['team', 'burn', 'acme'],
      ['team', 'create'],
      ['team', 'create', 'Not_A_Slug'],
      ['team', 'create', 'api'],
      ['team', 'create', 'acme', '--colour', 'red'],
      ['team', 'list', '--status', 'gone'],
      ['sandbox', 'create', 'shop'],
      ['workspace', 'create', 'shop'],
      ['workspace', 'create', 'shop', '--template', 'a/b', '--team', 'acme', '--new-team', 'other'],
      ['watch', '123'],
      ['completion', 'tcsh'],
    ])
      await fails(args, 2, 'WRONG_USAGE', { env: { SLIPWAY_URL: 'http://127.0.0.1:1' } })
    assert.match(
      await fails(['team', 'creat', 'x'], 2, 'WRONG_USAGE'),
      /There is no such command\. Did you mean "create"\?/,
    )
    const nobodyAsked = await fails(['team', 'delete', 'acme'], 2, 'WRONG_USAGE')
    assert.match(nobodyAsked, /repeat with --yes/)
  })

  it('2 when portal-api finds a field wrong, which it names', async () => {
    const wrong = await fails(['workspace', 'create', 'shop', '--template', 'no-repository'], 2, 'INVALID_BODY')
    assert.match(wrong, /^ {4}template_repo: /m)
  })

  it('2 with a wrong token, without one, and with settings that others may read', async () => {
    assert.match(await fails(['team', 'list'], 2, 'UNAUTHORIZED', { env: { SLIPWAY_TOKEN: 'wrong' } }), /slipway login/)
    const elsewhere = { SLIPWAY_TOKEN: undefined, SLIPWAY_URL: 'https://slipway.invalid' }
    await fails(['team', 'list'], 2, 'NO_TOKEN', { env: elsewhere })

    const login = await world.slipway(['login'], { env: { SLIPWAY_TOKEN: undefined }, input: `${TOKEN}\n` })
    assert.equal(login.code, 0, login.stderr)
    assert.ok(!login.stdout.includes(TOKEN))
    const file = join(world.folder, 'config/slipway/config.json')
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.ok((await readFile(file, 'utf8')).includes(TOKEN))
    const remembered = { env: { SLIPWAY_TOKEN: undefined, SLIPWAY_URL: undefined } }
    assert.equal((await world.slipway(['whoami'], remembered)).code, 0)
    await chmod(file, 0o644)
    await fails(['whoami'], 2, 'SECRET_EXPOSED', remembered)
    assert.equal((await world.slipway(['logout'], remembered)).code, 0)
    await assert.rejects(stat(file))
    const wrong = await world.slipway(['login'], { env: { SLIPWAY_TOKEN: undefined }, input: 'wrong\n' })
    assert.equal(wrong.code, 2, 'what is wrong is not remembered')
    await assert.rejects(stat(file))
  })

  it('takes the token from a file', async () => {
    const file = join(world.folder, 'token')
    await writeFile(file, `${TOKEN}\n`)
    const env = { SLIPWAY_TOKEN: undefined }
    assert.equal((await world.slipway(['whoami', '--token-file', file], { env })).code, 0)
    await fails(['whoami', '--token-file', `${file}.none`], 2, 'WRONG_USAGE', { env })
  })

  it('3 when nothing listens, or what does is no portal-api', async () => {
    const nobody = { SLIPWAY_URL: `http://127.0.0.1:${await freePort()}` }
    assert.match(await fails(['team', 'list'], 3, 'PORTAL_UNREACHABLE', { env: nobody }), /nothing listens there/)
    await fails(['team', 'list'], 3, 'PORTAL_UNREACHABLE', { env: { SLIPWAY_URL: 'http://slipway.invalid' } })
    const doctor = await world.slipway(['doctor'], { env: nobody })
    assert.deepEqual([doctor.code, /^✗ reachable/m.test(doctor.stdout)], [3, true], doctor.stdout)

    const server = createServer((_request, response) => void response.end('<html>Hello</html>'))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = z.object({ port: z.number() }).parse(server.address())
    await fails(['team', 'list'], 3, 'ANSWER_UNEXPECTED', { env: { SLIPWAY_URL: `http://127.0.0.1:${port}` } })
    server.close()
  })

  it('130 on Ctrl-C, which lets go of the task', async () => {
    const waiting = world.start(['team', 'create', 'waits-three'])
    await waiting.shows(/Starting the stack …/)
    waiting.kill('SIGINT')
    const { code, stderr } = await waiting.ended
    assert.equal(code, 130, stderr)
    const [, id = ''] = /slipway watch (\S+)/.exec(stderr) ?? []
    assert.match(stderr, new RegExp(`slipway cancel ${id}`))
    world.gate.open('waits-three')
    const { code: watched, stderr: told } = await world.slipway(['watch', id])
    assert.equal(watched, 0, told)

    const terminated = world.start(['team', 'create', 'waits-four'])
    await terminated.shows(/Starting the stack …/)
    terminated.kill('SIGTERM')
    assert.equal((await terminated.ended).code, 143)
    world.gate.open('waits-four')
  })

  it('4 when something is left over, which can be removed', async () => {
    const nothing = await world.slipway(['leftovers'])
    assert.deepEqual([nothing.code, nothing.stdout], [0, 'Nothing is left over.\n'], nothing.stderr)
    const left = await world.slipway(['team', 'create', 'leaves-two', '--json'])
    const { resource_id: team } = z.object({ resource_id: z.string() }).parse(JSON.parse(left.stdout))
    const thing = { kind: 'directory', name: 'teams/leaves-two-database', owner: `team:${team}` }
    const found = { ...thing, id: leftoverId(thing) }
    // As a sweep would write it down that could not remove it.
    const now = new Date().toISOString()
    const record = { ...found, reason: 'its owner is gone', found_at: now, last_tried_at: now }
    await world.redis.hset('slipway:leftovers', found.id, JSON.stringify(record))
    const { code, stdout } = await world.slipway(['leftovers'])
    assert.equal(code, 4)
    assert.match(
      stdout,
      new RegExp(`^${found.id} +directory +teams/leaves-two-database +team:${team} +its owner is gone`, 'm'),
    )
    await fails(['leftovers', 'remove', found.id], 2, 'WRONG_USAGE')
    await fails(['leftovers', 'remove', 'another', '--yes'], 2, 'WRONG_USAGE')
    const removed = await world.slipway(['leftovers', 'remove', found.id, '--yes'])
    assert.deepEqual(
      [removed.code, removed.stdout],
      [0, '✓ Removed directory teams/leaves-two-database\n'],
      removed.stderr,
    )
  })
})
