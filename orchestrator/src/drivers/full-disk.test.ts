import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { exec } from '../process/exec.ts'
import { tellingFullDisk } from './full-disk.ts'

/** A file system that has no room, and one that has. */
const [FULL, ROOMY] = ['/proc', tmpdir()]
const { signal } = new AbortController()

const failed = (dataDir: string, work: () => Promise<unknown>): Promise<unknown> =>
  tellingFullDisk(dataDir, work).then(
    () => assert.fail('it worked'),
    (thrown: unknown) => thrown,
  )
/** Writes to the device on which there is never room. */
const write = () => writeFile('/dev/full', 'a')
const command = () => exec('sh', ['-c', 'echo a > /dev/full'], { signal })

describe('What there is no room for', () => {
  it('is told as such where the system says so, however deep in the causes', async () => {
    const wrapped = () =>
      write().catch((cause: unknown) => Promise.reject(new Failure('CERTIFICATE_FAILED', 'not stored', { cause })))
    for (const work of [write, wrapped]) {
      const thrown = await failed(ROOMY, work)
      assert.ok(thrown instanceof Failure)
      assert.equal(thrown.code, 'DISK_FULL')
      assert.match(thrown.message, /^The disk is full \(\d+\.\d MiB free at .*\): /)
      assert.ok(thrown.cause instanceof Error)
    }
  })

  it('is told as such where a command failed and the disk has no room', async () => {
    const thrown = await failed(FULL, command)
    assert.ok(thrown instanceof Failure)
    assert.equal(thrown.code, 'DISK_FULL')
    assert.match(thrown.message, /0\.0 MiB free at \/proc\): "sh -c .*" exited with/)
  })

  it('is not taken for the reason where there is another', async () => {
    const permanent = new Failure('SOURCE_BRANCH_NOT_FOUND', 'nowhere')
    const timeout = new Failure('TIMEOUT', 'it took too long')
    const circular = new Error('circular')
    circular.cause = circular
    for (const known of [permanent, timeout, circular])
      assert.equal(await failed(FULL, () => Promise.reject(known)), known)
    for (const dataDir of [ROOMY, '/nonexistent']) {
      const thrown = await failed(dataDir, command)
      assert.ok(thrown instanceof Failure)
      assert.equal(thrown.code, 'COMMAND_FAILED')
    }
  })

  it('says nothing of what comes off', async () => {
    assert.equal(await tellingFullDisk(FULL, () => Promise.resolve(7)), 7)
  })
})
