import assert from 'node:assert/strict'
import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { ROOT } from '../../scripts/setup/environment.ts'
import { startProgram, type Ran, type RunOptions } from './support/program.ts'
import { onTerminal } from './support/terminal.ts'
import { startWorld, TOKEN, type World } from './support/world.ts'

const ESCAPE = '\u001b'
const CTRL_C = '\u0003'
/** Has a Node say that it is older: what starts the command line goes by that. */
const OLDER = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.0.0'}})"

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))

describe('slipway as npm starts it', { timeout: 300_000 }, () => {
  let world: World
  /** The link in npm's folder of programs. */
  let linked = ''
  /** PATH whose node is new enough, and one whose node has to hand over. */
  let paths: Readonly<Record<'new' | 'old', string>> = { new: '', old: '' }
  before(async () => {
    world = await startWorld()
    const rest = world.env['PATH'] ?? ''
    const folderWith = async (name: string, script: string): Promise<string> => {
      const folder = join(world.folder, name)
      await mkdir(folder)
      await writeFile(join(folder, 'node'), `#!/bin/sh\n${script}\n`)
      await chmod(join(folder, 'node'), 0o755)
      return `${folder}:${rest}`
    }
    paths = {
      new: await folderWith('new', `exec '${process.execPath}' "$@"`),
      old: await folderWith('old', `exec '${process.execPath}' --import "data:text/javascript,${OLDER}" "$@"`),
    }
  })
  after(() => world[Symbol.asyncDispose]())

  const run = (node: 'new' | 'old', args: readonly string[], { env = {}, ...rest }: RunOptions = {}): Promise<Ran> =>
    startProgram([linked, ...args], {
      ...{ input: '', cwd: world.folder, ...rest },
      env: { ...world.env, PATH: paths[node], ...env },
    }).ended

  it('comes by npx in a clone, which links it', async () => {
    const cache = join(world.folder, 'npm')
    const env = { PATH: world.env['PATH'] ?? '', HOME: world.folder, npm_config_cache: cache }
    const npx = startProgram(['npx', '--yes', '--offline', 'slipway', '--version'], { env, cwd: ROOT })
    const { code, stdout, stderr } = await npx.ended
    assert.deepEqual([code, stdout], [0, `${version}\n`], stderr)
    const [made = ''] = await readdir(join(cache, '_npx'))
    linked = join(cache, '_npx', made, 'node_modules/.bin/slipway')
  })

  for (const node of ['new', 'old'] as const)
    describe(`on ${node === 'new' ? 'a Node that is new enough' : 'one that is older'}`, () => {
      it('runs from any folder, through the link', async () => {
        const { code, stdout, stderr } = await run(node, ['--version'])
        assert.deepEqual([code, stdout, stderr], [0, `${version}\n`, ''])
      })

      it('passes exit codes, arguments and both outputs on', async () => {
        const missing = await run(node, ['team', 'show', 'nobody'])
        assert.deepEqual([missing.code, missing.stdout], [1, ''])
        assert.match(missing.stderr, /RESOURCE_NOT_FOUND/)
        assert.equal((await run(node, ['team', 'show', 'two words'])).code, 2)
        assert.equal((await run(node, ['team', 'list'], { env: { SLIPWAY_URL: 'http://127.0.0.1:1' } })).code, 3)
        const left = await run(node, ['team', 'create', `leaves-${node}`, '--json'])
        assert.deepEqual([left.code, left.stderr], [4, ''])
      })

      it('passes standard input on', async () => {
        const login = await run(node, ['login'], { env: { SLIPWAY_TOKEN: undefined }, input: `${TOKEN}\n` })
        assert.equal(login.code, 0, login.stderr)
      })

      it('ends on Ctrl-C and gives the cursor back, and on signals', async () => {
        const env = { ...world.env, PATH: paths[node] }
        const waiting = onTerminal(['team', 'create', `waits-${node}`], { env }, [linked])
        await waiting.shows(/Starting the stack/)
        waiting.type(CTRL_C)
        const { code, stdout } = await waiting.ended
        assert.equal(code, 130, stdout)
        assert.match(stripVTControlCharacters(stdout), /Detached: the task goes on\./)
        assert.ok(stdout.lastIndexOf(`${ESCAPE}[?25h`) > stdout.lastIndexOf(`${ESCAPE}[?25l`), 'the cursor is shown')
        for (const [signal, ends] of [
          ['SIGINT', 130],
          ['SIGTERM', 143],
          ['SIGHUP', 129],
        ] as const) {
          const watching = startProgram([linked, 'watch', '--token', TOKEN], { env })
          await watching.shows(/Starting the stack/)
          const processes = await startProgram(['ps', '-eo', 'args='], { env }).ended
          assert.match(processes.stdout, /^slipway$/m)
          assert.ok(!processes.stdout.includes(TOKEN), 'no list of processes has the token')
          watching.kill(signal)
          assert.equal((await watching.ended).code, ends, signal)
        }
        world.gate.open(`waits-${node}`)
      })
    })

  it('says what to do where nothing is installed', async () => {
    const folder = join(world.folder, 'bare/cli/bin')
    await mkdir(folder, { recursive: true })
    await cp(join(ROOT, 'cli/bin/slipway.mjs'), join(folder, 'slipway.mjs'))
    const bare = join(world.folder, 'bare-link')
    await symlink(join(folder, 'slipway.mjs'), bare)
    const { code, stderr } = await startProgram([bare], { env: { PATH: paths.old } }).ended
    assert.deepEqual([code, /run "npm ci"/.test(stderr)], [1, true], stderr)
  })
})
