import type { Shown } from '../tasks/follow-all.ts'
import type { Board } from './board.ts'
import { plainProgress } from './plain-progress.ts'
import type { Progress } from './progress.ts'
import type { Screen } from './screen.ts'

const ID_WIDTH = 8

/** For files and pipes: a line for whatever happens to a step of any task, with the beginning of its id. */
export const plainBoard = ({ out }: Screen): Board => {
  const progresses = new Map<string, Progress>()
  const of = ({ view, subject }: Shown): Progress => {
    const known = progresses.get(view.id)
    if (known !== undefined) return known
    const id = view.id.slice(0, ID_WIDTH).padEnd(ID_WIDTH)
    const made = plainProgress((line) => out.write(`${id}  ${line}\n`), subject)
    progresses.set(view.id, made)
    return made
  }
  let isLost = false
  return {
    show(news) {
      if (news.kind === 'lost') {
        if (!isLost) out.write('The connection is lost; trying to come back …\n')
        isLost = true
        return
      }
      if (isLost) out.write('The connection is back.\n')
      isLost = false
      for (const one of news.kind === 'ended' ? [news.task] : news.tasks) of(one).show(one.view)
      if (news.kind === 'ended') progresses.delete(news.task.view.id)
    },
    close: () => undefined,
  }
}
