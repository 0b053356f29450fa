import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { syncDirectory, writeDurably } from '../durable-file.ts'
import { unlessAbsent } from '../errno.ts'
import { makeWhole } from '../staging.ts'
import { type Authority, type KeyAndCertificate, makeAuthority, readAuthority } from './issue.ts'

async function readPair(directory: string): Promise<KeyAndCertificate> {
  const [key, certificate] = await Promise.all([
    readFile(path.join(directory, 'key.pem'), 'utf8'),
    readFile(path.join(directory, 'cert.pem'), 'utf8'),
  ])
  return { key, certificate }
}

async function makePair(directory: string, now: Date): Promise<void> {
  const { key, certificate } = await makeAuthority(now)
  await mkdir(path.dirname(directory), { recursive: true })
  // Where it answers false another process was first, and its authority is the one.
  await makeWhole(directory, async (temporary) => {
    await writeDurably(path.join(temporary, 'key.pem'), key)
    await writeDurably(path.join(temporary, 'cert.pem'), certificate)
  })
  await syncDirectory(path.dirname(directory))
}

/** The authority kept in a directory, made there when it is absent. Processes that start at once agree on one. */
export async function loadAuthority(directory: string, now: Date): Promise<Authority> {
  const pair = await unlessAbsent(readPair(directory))
  if (pair !== undefined) return readAuthority(pair)
  await makePair(directory, now)
  return readAuthority(await readPair(directory))
}
