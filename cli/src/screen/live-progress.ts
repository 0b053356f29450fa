import { createLogUpdate } from 'log-update'
import type { TaskView } from '../tasks/view.ts'
import type { Progress } from './progress.ts'
import type { Screen } from './screen.ts'
import { taskBlock } from './task-lines.ts'

const REDRAW_MS = 80
const LOST = 'Connection lost; trying to come back …'

/** On a terminal: a bar with its steps, which moves in place. */
export const liveProgress = ({ err, paintErr: paint }: Screen, subject: string): Progress => {
  const live = createLogUpdate(err)
  let latest: TaskView | undefined
  let isLost = false
  const draw = (): void => {
    if (latest === undefined) return
    const drawing = { paint, columns: err.columns, now: Date.now() }
    live([...taskBlock(latest, subject, err.rows, drawing), ...(isLost ? [`  ${paint.yellow(LOST)}`] : [])].join('\n'))
  }
  const timer = setInterval(draw, REDRAW_MS)
  return {
    show(view) {
      latest = view
      isLost = false
      draw()
    },
    lost() {
      isLost = true
      draw()
    },
    end() {
      clearInterval(timer)
      draw()
      live.done()
    },
  }
}
