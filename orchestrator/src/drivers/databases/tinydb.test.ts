import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { unlessAbsent } from '../errno.ts'
import { databasesConformance } from './conformance.ts'
import { createTinyDb } from './tinydb.ts'

const CHILD = fileURLToPath(new URL('conformance-child.ts', import.meta.url))

databasesConformance('tinydb', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-tinydb-'))
  const writeInRoot = async (path: string, text: string) => {
    await mkdir(dirname(join(dataDir, path)), { recursive: true })
    await writeFile(join(dataDir, path), text)
  }
  return {
    databases: createTinyDb({ dataDir }),
    read: async (path) => {
      const text = await unlessAbsent(readFile(join(dataDir, path), 'utf8'))
      return text === undefined ? undefined : z.json().parse(JSON.parse(text))
    },
    makeDirectory: async (path) => {
      await mkdir(join(dataDir, path), { recursive: true })
    },
    writeFile: writeInRoot,
    entries: (path) => readdir(join(dataDir, path)),
    child: (...args) => spawn(process.execPath, [CHILD, dataDir, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
    dispose: () => rm(dataDir, { recursive: true }),
  }
})
