import { useMemo, useRef, useState } from 'preact/hooks'
import type { Task } from '../../api/task.ts'
import type { Board } from '../../state/model.ts'

/** How long a task that was seen running is shown whole before it goes to those that ended, in milliseconds. */
const LINGER_MS = 4_000

/**
 * The tasks that run, and between them, where they were, those that have just been completed or cancelled before the eyes of
 * who looks: nobody sees what is done in the moment in which it is taken away.
 */
export const useLingering = (running: readonly Task[], tasks: Board['tasks']): readonly Task[] => {
  const lingering = useRef(new Set<string>())
  const seen = useRef<ReadonlySet<string>>(new Set())
  const [left, setLeft] = useState(0)
  return useMemo(() => {
    const now = new Set(running.map(({ id }) => id))
    for (const id of seen.current) {
      if (now.has(id) || lingering.current.has(id)) continue
      lingering.current.add(id)
      setTimeout(() => {
        lingering.current.delete(id)
        setLeft((count) => count + 1)
      }, LINGER_MS)
    }
    seen.current = now
    const ended = [...lingering.current].flatMap((id) => tasks.get(id) ?? [])
    return [...running, ...ended.filter(({ status }) => status === 'completed' || status === 'cancelled')].sort(
      (a, b) => (a.created_at < b.created_at ? -1 : 1),
    )
  }, [running, tasks, left])
}
