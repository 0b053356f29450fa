import { readdirSync, readFileSync } from 'node:fs'

export interface RunningProcess {
  readonly pid: number
  readonly parent: number
  /** Its arguments, separated by spaces. */
  readonly command: string
}

/** Every process of this machine as the kernel lists them (Linux); those that end meanwhile are left out. */
export function processes(): readonly RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`)
      const command = read(`/proc/${name}/cmdline`)?.replaceAll('\0', ' ').trim()
      // The program's name is in parentheses and may itself contain some: what follows the last one is regular.
      const [state, parent] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
      if (command === undefined || state === undefined || state === 'Z') return []
      return [{ pid: Number(name), parent: Number(parent), command }]
    })
}

/** Processes whose environment holds this text. The kernel shows those of the same user only. */
export const processesWith = (text: string): readonly RunningProcess[] =>
  processesWhose((variable) => variable === text)

/** Processes of which a variable, written as `NAME=value`, begins like this. */
export const processesMarked = (beginning: string): readonly RunningProcess[] =>
  processesWhose((variable) => variable.startsWith(beginning))

const processesWhose = (isMark: (variable: string) => boolean): readonly RunningProcess[] =>
  processes().filter(({ pid }) => read(`/proc/${pid}/environ`)?.split('\0').some(isMark) === true)

/** The given processes and everything that they started, as far as it has not been handed to another parent. */
export function withDescendants(roots: readonly RunningProcess[]): readonly RunningProcess[] {
  const all = processes()
  const found = new Map(roots.map((root) => [root.pid, root]))
  for (let grown = true; grown;) {
    const children = all.filter(({ pid, parent }) => found.has(parent) && !found.has(pid))
    children.forEach((child) => found.set(child.pid, child))
    grown = children.length > 0
  }
  return [...found.values()]
}

/** Kills for good; a process that has ended meanwhile is what was wanted. */
export function kill(victims: readonly RunningProcess[]): void {
  for (const { pid } of victims) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

/** The text of a file of the kernel, or undefined once its process is gone or when it belongs to somebody else. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
