import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { startWorld, type World } from './support/world.ts'

const Made = z.strictObject({
  ...{ id: z.string(), name: z.string(), scopes: z.array(z.string()), created_by: z.string().optional() },
  ...{ created_at: z.iso.datetime(), expires_at: z.iso.datetime(), token: z.string().optional() },
  teams: z.array(z.object({ team_id: z.string(), role: z.string() })).optional(),
})
const DAY_MS = 86_400_000

describe('slipway token', { timeout: 120_000 }, () => {
  let world: World
  before(async () => {
    world = await startWorld()
    for (const team of ['acme', 'apex']) assert.equal((await world.slipway(['team', 'create', team])).code, 0)
  })
  after(() => world[Symbol.asyncDispose]())

  const made = async (...args: readonly string[]): Promise<z.infer<typeof Made>> => {
    const { code, stdout, stderr } = await world.slipway(['token', 'create', ...args, '--json'])
    assert.deepEqual([code, stderr], [0, ''], stdout)
    return Made.parse(JSON.parse(stdout))
  }

  it('create --to writes a new file that its owner alone can read, and shows nothing of it', async () => {
    const file = join(world.folder, 'ci.token')
    const args = ['token', 'create', 'ci', '--scope', 'teams:read', '--to', file]
    const { code, stdout, stderr } = await world.slipway(args)
    assert.equal(code, 0, stderr)
    const token = (await readFile(file, 'utf8')).trim()
    assert.ok(token.length > 20 && !`${stdout}${stderr}`.includes(token))
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    const list = await world.slipway(['team', 'list', '--token-file', file], { env: { SLIPWAY_TOKEN: undefined } })
    assert.equal(list.code, 0, list.stderr)
    assert.equal((await made('quiet', '--scope', 'teams:read', '--to', `${file}.json`)).token, undefined)

    const again = await world.slipway(args)
    assert.deepEqual([again.code, /there is one already/.test(again.stderr)], [2, true], again.stderr)
    assert.equal((await readFile(file, 'utf8')).trim(), token)
    const listed = await world.slipway(['token', 'list'])
    assert.equal(listed.stdout.match(/ ci /g)?.length, 1, 'none was made that could not be kept')
  })

  it('create leaves no file where no token is made', async () => {
    const weak = await made('weak', '--scope', 'tasks:read')
    const file = join(world.folder, 'none.token')
    const args = ['token', 'create', 'more', '--scope', 'admin', '--to', file]
    const refused = await world.slipway(args, { env: { SLIPWAY_TOKEN: weak.token } })
    assert.deepEqual([refused.code, /FORBIDDEN/.test(refused.stderr)], [1, true], refused.stderr)
    await assert.rejects(stat(file))
    assert.equal((await world.slipway(['token', 'create', 'x', '--scope', 'everything'])).code, 2)
    assert.equal((await world.slipway(['token', 'create', 'x'])).code, 2)
  })

  it('create --team makes one that sees this team alone, for as many days as are said', async () => {
    const scopes = ['--scope', 'teams:read', '--scope', 'tasks:read']
    const { token, teams, expires_at: ends } = await made('acme-ci', ...scopes, '--team', 'acme', '--expires', '7')
    assert.deepEqual(
      teams?.map(({ role }) => role),
      ['member'],
    )
    assert.ok(Math.abs(Date.parse(ends) - Date.now() - 7 * DAY_MS) < 600_000, ends)
    const env = { SLIPWAY_TOKEN: token }
    const seen = await world.slipway(['team', 'list'], { env })
    assert.match(seen.stdout, /^acme /m)
    assert.doesNotMatch(seen.stdout, /apex/)
    assert.equal((await world.slipway(['team', 'show', 'apex'], { env })).code, 1)
    assert.equal((await world.slipway(['token', 'create', 'x', ...scopes, '--team', 'nobody'])).code, 1)
  })

  it('revoke voids one at once; one that is not there is refused', async () => {
    const { id, token } = await made('short', '--scope', 'teams:read')
    const env = { SLIPWAY_TOKEN: token }
    assert.equal((await world.slipway(['team', 'list'], { env })).code, 0)
    const revoked = await world.slipway(['token', 'revoke', id])
    assert.deepEqual([revoked.code, revoked.stdout], [0, `✓ Revoked ${id}\n`])
    assert.equal((await world.slipway(['team', 'list'], { env })).code, 2)
    assert.ok(!(await world.slipway(['token', 'list'])).stdout.includes(id))
    assert.equal((await world.slipway(['token', 'revoke', '0000000000000000'])).code, 1)
  })
})
