import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { spawnSync } from 'node:child_process'

// Where distributions put programs for administrators, which is not on everybody's PATH.
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin']

/** The absolute path of a program named by name or path, or undefined when this machine does not have it. */
export function findProgram(name: string): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS].filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

/** What a program printed, or undefined when it is absent or ended with anything but 0. */
export function outputOf(name: string, args: readonly string[]): string | undefined {
  const program = findProgram(name)
  if (program === undefined) return undefined
  const { status, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
  })
  return status === 0 ? stdout.trim() : undefined
}

/** The environment for child processes, in which programs for administrators are found as well. */
export const systemPath = (): string => [process.env['PATH'] ?? '', ...SYSTEM_FOLDERS].join(delimiter)

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Absent or not executable: either way not a program that can be run.
  }
}
