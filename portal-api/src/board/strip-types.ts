import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { promisify } from 'node:util'
import { z } from 'zod'

/** Milliseconds that take a second on a slow machine. */
const PATIENCE_MS = 30_000
const MOST_BYTES = 16 * 1024 * 1024

const Sources = z.array(z.string())

/**
 * JavaScript that does what files of TypeScript do, line by line. A process of its own makes it: Node's compiler takes
 * 20 MB, and keeps them for as long as its process lives.
 */
export const stripTypes = async (files: readonly string[]): Promise<readonly string[]> => {
  const limits = { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES, env: {} }
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, ...files], limits)
  return Sources.parse(JSON.parse(stdout))
}

if (import.meta.main) {
  const sources = await Promise.all(process.argv.slice(2).map((file) => readFile(file, 'utf8')))
  process.stdout.write(JSON.stringify(sources.map((source) => stripTypeScriptTypes(source))))
}
