import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Sshd, startSshd } from '../../../../../test/support/sshd.ts'
import { hostConformance } from './conformance.ts'
import { collect, ended, type HostSubject, INSTANCE, LIMITS, node, signal, TAG } from './conformance-support.ts'
import { createHost, type OpenHost } from './create-host.ts'
import type { SshOptions } from './ssh/options.ts'

const open = (sshd: Sshd, changes: Partial<SshOptions> = {}): OpenHost => {
  const { port, user, privateKey, knownHosts, home } = sshd
  const place = { kind: 'ssh', host: '127.0.0.1', port, user, privateKey, knownHosts, ...changes } as const
  return createHost(place, { name: 'remote', instance: INSTANCE, dataDir: home, programs: [] })
}

// All of it at once: the most of it is waiting.
describe('agent hosts', { concurrency: true }, () => {
  hostConformance('ssh', async (): Promise<HostSubject> => {
    const sshd = await startSshd()
    const { port, user, privateKey, knownHosts, home } = sshd
    const place = { kind: 'ssh', host: '127.0.0.1', port, user, privateKey, knownHosts } as const
    const hosts: OpenHost[] = []
    return {
      home,
      open(options = {}) {
        const host = createHost(place, {
          name: 'remote',
          instance: INSTANCE,
          dataDir: home,
          programs: [],
          ...options,
        })
        hosts.push(host)
        return host
      },
      cut: sshd.cut,
      async [Symbol.asyncDispose]() {
        for (const host of hosts) host.close()
        await sshd[Symbol.asyncDispose]()
      },
    }
  })

  describe('agent host over SSH: its connections', { concurrency: false }, () => {
    let sshd: Sshd
    let host: OpenHost
    before(async () => {
      sshd = await startSshd(['MaxSessions 2'])
      host = open(sshd)
    })
    after(async () => {
      host.close()
      await sshd[Symbol.asyncDispose]()
    })
    const unreachable = { code: 'AGENT_HOST_UNREACHABLE' }
    const exec = (each: OpenHost) => each.exec(node(`console.log('ran')`), { timeoutMs: 60_000, signal })

    it('talks to nobody whose key is unknown, or another one', async () => {
      const unknown = open(sshd, { knownHosts: '' })
      await assert.rejects(unknown.list(signal), {
        code: 'AGENT_HOST_UNTRUSTED',
        message: /ssh-ed25519 SHA256:\S+, and known_hosts has no key/,
      })
      const changed = sshd.knownHosts
        .replace(/(\S{10})$/m, '')
        .replace(/AAAAI\S{20}/, (start) => `${start.slice(0, -4)}AAAA`)
      await assert.rejects(open(sshd, { knownHosts: changed }).list(signal), {
        code: 'AGENT_HOST_UNTRUSTED',
        message: /another key/,
      })
    })

    it('cannot log in with a key that is not allowed', async () => {
      const stranger = await startSshd()
      await assert.rejects(open(sshd, { privateKey: stranger.privateKey }).list(signal), unreachable)
      await assert.rejects(open(sshd, { privateKey: 'none' }).list(signal), unreachable)
      await stranger[Symbol.asyncDispose]()
    })

    it('makes as many connections as its calls need where a host allows few sessions on one', async () => {
      const results = await Promise.all(Array.from({ length: 9 }, () => exec(host)))
      assert.deepEqual(
        results.map(({ stdout }) => stdout),
        Array.from({ length: 9 }, () => 'ran\n'),
      )
    })

    it('notices a peer that is frozen, and goes on when it has come back', async () => {
      const output = collect()
      const thawed = path.join(sshd.home, 'thawed')
      const patient = `console.log('begun'); const t = setInterval(() => { if (fs.existsSync(process.argv[1])) { console.log('done'); clearInterval(t) } }, 20)`
      await host.start('frozen', node(patient, thawed), LIMITS, TAG, signal)
      const following = host.follow('frozen', 0, output.onData, signal)
      await output.until('begun\n')
      await sshd.freeze()
      await assert.rejects(following, unreachable)
      await sshd.thaw()
      await writeFile(thawed, '')
      const end = await host.follow('frozen', Buffer.byteLength(output.text()), output.onData, signal)
      assert.deepEqual(end, ended('exited', 0, Buffer.byteLength('begun\ndone\n')))
      assert.equal(output.text(), 'begun\ndone\n')
    })

    it('is unreachable while there is no sshd, and connects again when there is', async () => {
      await sshd.stop()
      await assert.rejects(exec(host), unreachable)
      await sshd.start()
      assert.equal((await exec(host)).stdout, 'ran\n')
    })

    it('is left when the signal aborts while it does not answer', async () => {
      await sshd.freeze()
      const reason = new Error('cancelled')
      const controller = new AbortController()
      const listing = assert.rejects(open(sshd).list(controller.signal), reason)
      setImmediate(() => controller.abort(reason))
      await listing
      await sshd.thaw()
    })
  })
})
