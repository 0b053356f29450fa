import assert from 'node:assert/strict'
import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import tls from 'node:tls'
import {
  assertAbsent,
  type CertificatesSubject,
  handshake,
  OWNER,
  readPair,
  TAG,
  thing,
  verify,
} from './conformance-support.ts'

const { signal } = new AbortController()

/** What must hold when several processes are at work at once, or one is killed. */
export function certificatesInterruption(name: string, make: () => Promise<CertificatesSubject>): void {
  describe(`certificates under interruption: ${name}`, () => {
    let subject: CertificatesSubject
    before(async () => {
      subject = await make()
    })
    after(() => subject.dispose())

    it('shows every reader a key and a certificate that belong together while it renews', async () => {
      const host = 'renewed.example.test'
      await subject.certificates.ensureCertificate(host, TAG, signal)
      const seen = new Set<string>()
      const renewing = new AbortController()
      const reader = (async () => {
        while (!renewing.signal.aborted) {
          const { key, cert } = await readPair(subject, host)
          tls.createSecureContext({ key, cert }) // throws "key values mismatch" when they don't belong together
          seen.add(cert.toString())
        }
      })()
      for (let n = 0; n < 20; n++) await subject.certificates.renew(host, signal)
      renewing.abort()
      await reader
      assert.ok(seen.size > 1, 'the reader saw no renewal')
      await verify(subject, host)
    })

    it('ends with one certificate when several processes ensure it at once', async () => {
      const fresh = await make()
      try {
        const children = [1, 2, 3].map((n) => fresh.child('ensure', 'raced.example.test', OWNER, `task-${n}`))
        assert.deepEqual(await Promise.all(children.map(exitOf)), [0, 0, 0])
        assert.equal((await fresh.certificates.list(signal)).length, 1)
        await verify(fresh, 'raced.example.test')
        assert.deepEqual(await fresh.leftovers(), [])
      } finally {
        await fresh.dispose()
      }
    })

    it('renews in several processes at once, and ends whole', async () => {
      const host = 'twice.example.test'
      await subject.certificates.ensureCertificate(host, TAG, signal)
      const children = [1, 2, 3].map(() => subject.child('renew', host, OWNER, 'task-1'))
      assert.deepEqual(await Promise.all(children.map(exitOf)), [0, 0, 0])
      await subject.certificates.ensureCertificate(host, TAG, signal)
      await verify(subject, host)
      assert.equal(await handshake(subject, host, host), true)
    })

    for (const verb of ['ensure', 'renew', 'remove'] as const) {
      it(`ends whole or absent when ${verb} is killed after any of its file operations, and repeated`, async () => {
        const host = `${verb}.killed.example.test`
        const next = subject.again()
        const prepare = async () => {
          await next.remove(thing(host), { owner: OWNER }, signal)
          if (verb !== 'ensure') await next.ensureCertificate(host, TAG, signal)
        }
        const repeat = {
          ensure: () => next.ensureCertificate(host, TAG, signal),
          renew: () => next.renew(host, signal),
          remove: () => next.remove(thing(host), { owner: OWNER }, signal),
        }
        const { killEvery = 1 } = subject
        let operations = 1
        for (let killed = true; killed; operations += killEvery) {
          await prepare()
          const child = subject.child(verb, host, OWNER, 'task-1', operations)
          await once(child, 'exit')
          killed = child.signalCode === 'SIGKILL'
          if (!killed) assert.equal(child.exitCode, 0)

          const files = await subject.files(host)
          if (files !== undefined) await verify(subject, host) // what a server is told to use is whole at every moment
          await repeat[verb]()
          if (verb === 'remove') await assertAbsent(subject, host)
          else assert.equal(await handshake(subject, host, host), true)
        }
        assert.ok(operations > 3, `it did its work in ${operations} file operations`)
        await next.remove(thing(host), { owner: OWNER }, signal)
        assert.deepEqual(await subject.leftovers(), [])
      })
    }
  })
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  await once(child, 'exit')
  return child.exitCode
}
