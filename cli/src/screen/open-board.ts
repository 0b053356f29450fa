import type { Board } from './board.ts'
import { plainBoard } from './plain-board.ts'
import type { Screen } from './screen.ts'

/** What moves is loaded where something can move. */
export const openBoard = async (screen: Screen): Promise<Board> =>
  screen.out.isTTY && screen.isLive ? (await import('./live-board.ts')).liveBoard(screen) : plainBoard(screen)
