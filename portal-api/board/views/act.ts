import { Problem } from '../api/problem.ts'
import type { Context } from './context.ts'

const LONGEST_READ_MS = 8_000

let latest = 0

/** Shows for a while what came of something. What failed stays until it is put away. */
export const notify = ({ ui }: Context, text: string, failure?: Problem): void => {
  latest += 1
  const id = latest
  const notice = { id, text, grave: failure !== undefined, remedy: failure?.remedy }
  ui.dispatch({ notices: [...ui.get().notices, notice].slice(-4) })
  if (failure === undefined) setTimeout(() => putAway({ ui }, id), LONGEST_READ_MS)
}

export const putAway = ({ ui }: Pick<Context, 'ui'>, id: number): void =>
  ui.dispatch({ notices: ui.get().notices.filter((notice) => notice.id !== id) })

/** Does something over the API and tells what came of it. @returns whether it was done */
export const act = async (context: Context, done: string, work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work()
    notify(context, done)
    return true
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    if (thrown.status === 401) context.sessionEnded()
    else notify(context, thrown.message, thrown)
    return false
  }
}
