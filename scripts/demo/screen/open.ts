import { plainScreen } from './plain.ts'
import { SILENT, type Screen } from './screen.ts'
import { terminalScreen } from './terminal.ts'

/** The screen for standard output as it is. */
export function openScreen(json: boolean): Screen {
  if (json) return SILENT
  const { stdout } = process
  return stdout.isTTY ? terminalScreen(stdout) : plainScreen((text) => void stdout.write(text))
}
