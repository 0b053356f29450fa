import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { isErrno } from '../../errno.ts'
import { hostConformance } from './conformance.ts'
import {
  createLifelines,
  ended,
  HOLD_ON,
  INSTANCE,
  type HostSubject,
  LIMITS,
  node,
  notedProcess,
  runToEnd,
  signal,
  stubborn,
  TAG,
} from './conformance-support.ts'
import { createHost } from './create-host.ts'
import { payloadOf } from './payload.ts'
import { WRAPPER } from './wrapper.ts'

async function environmentOf(pid: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/environ`, 'utf8')
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT', 'ESRCH')) return '' // It has ended meanwhile.
    throw thrown
  }
}

/** @param before comes first on the PATH */
async function localSubject(before = ''): Promise<HostSubject & { readonly env: Readonly<Record<string, string>> }> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'slipway-home-'))
  const env = { HOME: home, PATH: [before, process.env['PATH'] ?? ''].filter((each) => each !== '').join(':') }
  return {
    home,
    env,
    open: (options = {}) =>
      createHost(
        { kind: 'local', env },
        { name: 'local', instance: INSTANCE, dataDir: home, programs: [], ...options },
      ),
    async cut() {
      const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')
      for (const pid of children.split(' ').filter((each) => each !== ''))
        if ((await environmentOf(pid)).includes(`HOME=${home}\0`)) process.kill(Number(pid), 'SIGKILL')
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true }),
  }
}

/** Tools that fail as on a machine without namespaces, and an installation of its own. */
async function bareSubject() {
  await using made = new AsyncDisposableStack()
  const tools = await mkdtemp(path.join(os.tmpdir(), 'slipway-tools-'))
  made.defer(() => rm(tools, { recursive: true }))
  const tool = async (name: string, ...lines: readonly string[]) => {
    await writeFile(path.join(tools, name), ['#!/bin/sh', ...lines, ''].join('\n'))
    await chmod(path.join(tools, name), 0o755)
  }
  await tool('unshare', 'exit 1')
  const subject = made.use(await localSubject(tools))
  const instance = `test-${randomUUID()}`
  const held = made.move()
  return {
    home: subject.home,
    instance,
    open: () => subject.open({ instance }),
    /** The next look for processes takes as long as may be. */
    slowDown: () => tool('grep', `PATH=\${PATH#*:}`, 'rm "$0"', 'sleep 4.2', 'exec grep "$@"'),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

// All of it at once: the most of it is waiting.
describe('agent hosts', { concurrency: true }, () => {
  hostConformance('local', localSubject)

  describe('agent host: this machine', () => {
    it('starts nothing of what came in part only, and takes the whole afterwards', async () => {
      await using subject = await localSubject()
      const { sizes, data } = payloadOf(node(''), TAG)
      const args = ['start', INSTANCE, 'half', ...sizes, '60', '60']
      for (const bytes of [0, 10, data.length - 1]) {
        const child = spawn('sh', ['-c', WRAPPER, 'slipway', ...args], {
          env: subject.env,
          stdio: ['pipe', 'ignore', 'ignore'],
        })
        child.stdin.on('error', () => undefined) // it need not read what it refuses
        child.stdin.end(data.subarray(0, bytes))
        assert.deepEqual(await once(child, 'exit'), [1, null])
      }
      assert.deepEqual(await subject.open().list(signal), [])
      assert.deepEqual((await runToEnd(subject.open(), 'half', node(''))).end, ended('exited', 0))
    })

    it('gives programs nothing of the environment that the orchestrator has', async () => {
      await using subject = await localSubject()
      const { stdout } = await subject
        .open()
        .exec(
          node(
            'console.log(Object.keys(process.env).filter((each) => !/^(_|SHLVL|PWD|OLDPWD)$/.test(each)).sort().join())',
          ),
          { timeoutMs: 60_000, signal },
        )
      assert.equal(stdout, 'HOME,PATH,SLIPWAY_AGENT_RUN\n')
    })

    describe('without namespaces', { concurrency: true }, () => {
      it('ends the processes of a run as well, by their mark and descent', async () => {
        await using bare = await bareSubject()
        await using lifelines = await createLifelines()
        const host = bare.open()
        await Promise.all(
          ['stopped', 'lost'].map((id) => host.start(id, stubborn(lifelines.path, false), LIMITS, TAG, signal)),
        )
        const following = host.follow('lost', 0, () => undefined, signal)
        await lifelines.connected(4)
        process.kill(await notedProcess(bare, bare.instance, 'lost', 'supervisor'), 'SIGKILL')
        await host.stop('stopped', signal)
        assert.deepEqual(await following, ended('lost', null))
        await lifelines.gone()
      })

      it('ends a child without a mark whose parent ends first', async () => {
        await using bare = await bareSubject()
        await using lifelines = await createLifelines()
        const host = bare.open()
        const child = `const { spawn } = require('child_process')
          spawn(process.execPath, ['-e', process.argv[2], process.argv[1]], { env: {}, stdio: 'ignore', detached: true })
          require('net').connect(process.argv[1])`
        await host.start('parent', node(child, lifelines.path, HOLD_ON), LIMITS, TAG, signal)
        await lifelines.connected(2)
        await host.stop('parent', signal)
        await lifelines.gone()
      })

      it('ends them on a machine that is too busy to look for them in time, and says so only then', async () => {
        await using bare = await bareSubject()
        await using lifelines = await createLifelines()
        const host = bare.open()
        await host.start('slow', stubborn(lifelines.path, false), LIMITS, TAG, signal)
        await lifelines.connected(2)
        await bare.slowDown()
        await host.stop('slow', signal)
        assert.deepEqual(await host.follow('slow', 0, () => undefined, signal), ended('stopped', null))
        await lifelines.gone()
      })
    })
  })
})
