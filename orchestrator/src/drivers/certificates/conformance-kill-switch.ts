// Import it before anything that uses the file system.
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

let left = Infinity

for (const name of ['mkdir', 'open', 'readdir', 'readFile', 'rename', 'rm', 'stat', 'writeFile'] as const) {
  const original = fs[name]
  Reflect.set(fs, name, async (...args: unknown[]) => {
    const result: unknown = await Reflect.apply(original, fs, args)
    if (--left === 0) process.kill(process.pid, 'SIGKILL')
    return result
  })
}
syncBuiltinESMExports()

/** Kills this process (SIGKILL, as `kill -9` does) when so many file operations have ended from now; 0 lets it live. */
export function killAfter(fileOperations: number): void {
  if (fileOperations !== 0) left = fileOperations
}
