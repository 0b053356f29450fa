import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { Failure, type FailureCode } from '#contract'
import {
  assertAbsent,
  type CertificatesSubject,
  filesOf,
  found,
  handshake,
  OWNER,
  readPair,
  TAG,
  thing,
  verify,
} from './conformance-support.ts'
import { certificatesInterruption } from './conformance-interruption.ts'

const { signal } = new AbortController()
const code = (expected: FailureCode) => (thrown: unknown) => thrown instanceof Failure && thrown.code === expected

/** What every implementation of the port promises. */
export function certificatesConformance(name: string, make: () => Promise<CertificatesSubject>): void {
  describe(`certificates: ${name}`, () => {
    let subject: CertificatesSubject
    before(async () => {
      subject = await make()
    })
    after(() => subject.dispose())

    it('makes a certificate that openssl and a TLS client accept for that host, and for no other', async () => {
      const status = await subject.certificates.ensureCertificate('made.example.test', TAG, signal)
      assert.deepEqual(status.names, ['made.example.test'])
      assert.equal(status.renewal_due, false)
      await verify(subject, 'made.example.test')
      assert.equal(await handshake(subject, 'made.example.test', 'made.example.test'), true)
      await assert.rejects(handshake(subject, 'made.example.test', 'other.example.test'), {
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      })
      assert.deepEqual(await found(subject, 'made.example.test'), [{ ...thing('made.example.test'), ...TAG }])
    })

    it('keeps the certificate and its tag when the same owner asks again', async () => {
      await subject.certificates.ensureCertificate('kept.example.test', TAG, signal)
      const first = await filesOf(subject, 'kept.example.test')
      await subject.again().ensureCertificate('kept.example.test', { owner: OWNER, task: 'task-2' }, signal)
      assert.deepEqual(await filesOf(subject, 'kept.example.test'), first)
      assert.deepEqual(await found(subject, 'kept.example.test'), [{ ...thing('kept.example.test'), ...TAG }])
    })

    it('refuses another owner, whose certificate stays intact', async () => {
      await subject.certificates.ensureCertificate('taken.example.test', TAG, signal)
      const pair = await readPair(subject, 'taken.example.test')
      const other = { owner: 'team:2', task: 'task-2' }
      await assert.rejects(
        subject.certificates.ensureCertificate('taken.example.test', other, signal),
        code('NAME_TAKEN'),
      )
      await subject.certificates.remove(thing('taken.example.test'), { owner: 'team:2' }, signal)
      assert.deepEqual(await readPair(subject, 'taken.example.test'), pair)
    })

    it('leaves to an undo only what its own task made', async () => {
      const host = 'undone.example.test'
      await subject.certificates.ensureCertificate(host, TAG, signal)
      await subject.certificates.remove(thing(host), { owner: OWNER, task: 'task-2' }, signal)
      await verify(subject, host)
      await subject.certificates.remove(thing(host), { owner: OWNER, task: 'task-1' }, signal)
      await assertAbsent(subject, host)
    })

    it('removes what is absent, and makes it anew afterwards', async () => {
      const host = 'removed.example.test'
      await subject.certificates.remove(thing(host), { owner: OWNER }, signal)
      await subject.certificates.ensureCertificate(host, TAG, signal)
      await subject.certificates.remove(thing(host), { owner: OWNER }, signal)
      await assertAbsent(subject, host)
      await subject.certificates.ensureCertificate(host, { owner: 'team:3', task: 'task-3' }, signal)
      await verify(subject, host)
    })

    it('refuses to renew what does not exist', async () => {
      await assert.rejects(subject.certificates.renew('absent.example.test', signal), code('RESOURCE_NOT_FOUND'))
    })

    for (const host of [
      'ca',
      '../x.example.test',
      'a..test',
      '-a.example.test',
      'a b.test',
      'a.test\n',
      '*.example.test',
      'A.test',
    ]) {
      it(`refuses ${JSON.stringify(host)} as a host`, async () => {
        await assert.rejects(subject.certificates.ensureCertificate(host, TAG, signal), code('CERTIFICATE_FAILED'))
      })
    }

    it('does nothing once its signal is aborted', async () => {
      const reason = new Error('enough')
      const aborted = AbortSignal.abort(reason)
      await assert.rejects(subject.certificates.ensureCertificate('aborted.example.test', TAG, aborted), reason)
      await assertAbsent(subject, 'aborted.example.test')
    })

    it('reports the days left, and renews what is due', async () => {
      const host = 'due.example.test'
      const made = await subject.certificates.ensureCertificate(host, TAG, signal)
      const first = await readPair(subject, host)
      const daysUntil = (share: number) => Math.ceil(made.days_left * (1 - share))
      const statusIn = async (days: number) =>
        (await subject.again(days).status(signal)).find((each) => each.host === host)

      assert.equal((await statusIn(daysUntil(1 / 2)))?.renewal_due, false)
      assert.equal((await statusIn(daysUntil(1 / 3) + 1))?.renewal_due, true)
      assert.equal((await statusIn(made.days_left + 2))?.days_left, -2)

      const renewed = await subject
        .again(daysUntil(1 / 3) + 1)
        .ensureCertificate(host, { owner: OWNER, task: 'task-2' }, signal)
      assert.ok(renewed.not_after >= made.not_after) // equal where an authority's own clock counts, in whole seconds
      assert.notDeepEqual(await readPair(subject, host), first)
      assert.deepEqual(await found(subject, host), [{ ...thing(host), ...TAG }])
    })

    it('counts as due what it cannot read, and renews it', async () => {
      const host = 'lost.example.test'
      await subject.certificates.ensureCertificate(host, TAG, signal)
      await rm((await filesOf(subject, host)).fullchain)
      const statusOf = async () => (await subject.certificates.status(signal)).find((each) => each.host === host)
      assert.equal((await statusOf())?.renewal_due, true)
      await subject.certificates.renew(host, signal)
      assert.equal((await statusOf())?.renewal_due, false)
      await verify(subject, host)
    })
  })
  certificatesInterruption(name, make)
}
