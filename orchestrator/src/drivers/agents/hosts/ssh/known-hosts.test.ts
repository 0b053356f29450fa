import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { fingerprint, readKnownHosts } from './known-hosts.ts'

const run = promisify(execFile)

describe('known hosts', () => {
  let folder: string
  let key: string
  let other: string
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-known-hosts-'))
    const make = async (kind: string) => {
      await run('ssh-keygen', ['-q', '-t', kind, '-N', '', '-C', '', '-f', path.join(folder, kind)])
      return (await readFile(path.join(folder, `${kind}.pub`), 'utf8')).trim()
    }
    ;[key, other] = await Promise.all([make('ed25519'), make('ecdsa')])
  })
  after(() => rm(folder, { recursive: true }))

  const blob = (text: string) => Buffer.from(text.split(' ')[1] ?? '', 'base64')
  const trusts = (text: string, host: string, port = 22) => readKnownHosts(text, host, port).trusts(blob(key))

  it('trusts the key of a name, whatever else the file holds', () => {
    const text = `# a comment\n\n\tother.test ${other}\nHost.test,192.0.2.1 ${key} a comment\nnonsense\n`
    assert.deepEqual(
      [trusts(text, 'host.TEST'), trusts(text, '192.0.2.1'), trusts(text, 'other.test')],
      [true, true, false],
    )
    assert.deepEqual(readKnownHosts(text, 'other.test', 22).kinds, ['ecdsa-sha2-nistp256'])
    assert.deepEqual(readKnownHosts(text, 'unknown.test', 22).kinds, [])
  })

  it('tells ports apart', () => {
    const text = `host.test ${key}\n[port.test]:2222 ${key}\n`
    assert.deepEqual(
      [trusts(text, 'host.test', 2222), trusts(text, 'port.test', 2222), trusts(text, 'port.test')],
      [false, true, false],
    )
  })

  it('knows patterns, and what they leave out', () => {
    const text = `*.test,!bad.test,192.0.2.? ${key}\n`
    const hosts = ['good.test', 'bad.test', 'test', '192.0.2.1', '192.0.2.10', '192x0.2.1']
    assert.deepEqual(
      hosts.map((host) => trusts(text, host)),
      [true, false, false, true, false, false],
    )
  })

  it('knows what ssh-keygen has hashed', async () => {
    const file = path.join(folder, 'known_hosts')
    await writeFile(file, `host.test ${key}\n[port.test]:2222 ${key}\n`)
    await run('ssh-keygen', ['-H', '-f', file])
    const text = await readFile(file, 'utf8')
    assert.doesNotMatch(text, /test/)
    assert.deepEqual(
      [trusts(text, 'host.test'), trusts(text, 'port.test', 2222), trusts(text, 'port.test')],
      [true, true, false],
    )
  })

  it('trusts no key that is revoked, and nothing through an authority', () => {
    assert.equal(trusts(`host.test ${key}\n@revoked * ${key}\n`, 'host.test'), false)
    assert.equal(trusts(`@cert-authority *.test ${key}\n`, 'host.test'), false)
  })

  it('shows a key as ssh-keygen does', async () => {
    const { stdout } = await run('ssh-keygen', ['-l', '-f', path.join(folder, 'ed25519.pub')])
    assert.equal(fingerprint(blob(key)), `ssh-ed25519 ${stdout.split(' ')[1] ?? ''}`)
  })
})
