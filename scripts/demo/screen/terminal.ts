import { createLogUpdate } from 'log-update'
import { barLine } from './bar-line.ts'
import type { Bar, Screen } from './screen.ts'

/** A terminal, on which bars move in place. */
export function terminalScreen(stream: NodeJS.WriteStream): Screen {
  const live = createLogUpdate(stream)
  return {
    line: (text) => {
      live.clear() // Bars are drawn again below the line.
      stream.write(`${text}\n`)
    },
    bars: (bars: readonly Bar[]) => live(bars.map((bar) => barLine(bar, stream.columns)).join('\n')),
    settle: () => live.done(),
  }
}
