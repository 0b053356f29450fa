import { isUnderWay } from '../api/words.ts'
import type { Board } from './model.ts'
import { hasRetry } from './select.ts'

/** For how long a failure is news, in milliseconds. */
const NEWS_MS = 60 * 60 * 1_000

/** What a tab tells of the page that is in it. */
export interface Signs {
  readonly title: string
  /** Whether something failed lately that was not sent again. */
  readonly failed: boolean
}

/** @param now in milliseconds since 1970 */
export const signsOf = (tasks: Board['tasks'], link: Board['link'], now: number): Signs => {
  const all = [...tasks.values()]
  const retried = hasRetry(all)
  const failed = all.filter(
    ({ id, status, failed_at, updated_at }) =>
      status === 'failed' && !retried(id) && now - Date.parse(failed_at ?? updated_at) < NEWS_MS,
  ).length
  const running = all.filter(({ status }) => isUnderWay(status)).length
  const told = [
    ...(link === 'lost' ? ['not connected'] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(running > 0 ? [`${running} running`] : []),
  ]
  return { title: [...told, 'Slipway'].join(' · '), failed: failed > 0 }
}
