import type { Bar, Screen } from './screen.ts'

/** A file or a pipe: a line for each step that a task comes to. */
export function plainScreen(write: (text: string) => void): Screen {
  const shown = new Map<string, string>()
  return {
    line: (text) => write(`${text}\n`),
    bars: (bars: readonly Bar[]) => {
      for (const { name, percentage, message } of bars) {
        if (shown.get(name) === message) continue
        shown.set(name, message)
        write(`    ${name.padEnd(16)} ${String(percentage).padStart(3)} %  ${message.split('\n', 1)[0]}\n`)
      }
    },
    settle: () => shown.clear(),
  }
}
