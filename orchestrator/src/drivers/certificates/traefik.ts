import { randomUUID } from 'node:crypto'
import { readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '#contract'
import { writeDurably } from '../durable-file.ts'
import { unlessAbsent } from '../errno.ts'

const MARK = '# Written by Slipway.'

// A JSON string is a YAML scalar too. Traefik runs each file through Go's text/template first, so no "{{" may stand in it.
const scalar = (text: string) => JSON.stringify(text).replaceAll('{', '\\u007b')

const read = (file: string) => unlessAbsent(readFile(file, 'utf8'))

/**
 * Dynamic configuration of Traefik's file provider (`tls.certificates`, "User defined" in its TLS documentation).
 * One invalid file would make Traefik reject the whole directory.
 */
export const traefikConfiguration = (certFile: string, keyFile: string): string =>
  `${MARK}\ntls:\n  certificates:\n    - certFile: ${scalar(certFile)}\n      keyFile: ${scalar(keyFile)}\n`

/**
 * The YAML file of a host as it stands; undefined when there is none.
 * @throws Failure NAME_TAKEN when somebody else wrote it
 */
export async function readConfiguration(file: string): Promise<string | undefined> {
  const text = await read(file)
  if (text === undefined || text.startsWith(MARK)) return text
  throw new Failure('NAME_TAKEN', `${path.basename(file)} in Traefik's directory was not written by Slipway`)
}

/**
 * Puts a configuration in place in one step. It is prepared outside of the watched directory.
 * @param workshop directory on the same file system
 */
export async function writeConfiguration(file: string, text: string, workshop: string): Promise<void> {
  const temporary = path.join(workshop, `${randomUUID()}.tmp`)
  await writeDurably(temporary, text)
  await rename(temporary, file)
}

/** Takes a host's configuration away; somebody else's is left alone. */
export async function removeConfiguration(file: string): Promise<void> {
  const text = await read(file)
  if (text?.startsWith(MARK)) await rm(file, { force: true })
}
