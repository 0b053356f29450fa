import { useEffect } from 'preact/hooks'
import { useNow } from '../../lib/hooks.ts'
import { signsOf } from '../../state/signs.ts'
import { useBoard } from '../context.ts'

/** Of a page that is in a tab behind others, its title and icon are all that is seen: they tell of what went wrong lately. */
export const Signs = (): null => {
  const tasks = useBoard((board) => board.tasks)
  const link = useBoard((board) => board.link)
  const now = useNow(30_000)
  const { title, failed } = signsOf(tasks, link, now)
  useEffect(() => {
    document.title = title
    document
      .querySelector('link[rel=icon]')
      ?.setAttribute('href', failed ? '/board/icon-failed.svg' : '/board/icon.svg')
  }, [title, failed])
  useEffect(() => () => void (document.title = 'Slipway'), [])
  return null
}
