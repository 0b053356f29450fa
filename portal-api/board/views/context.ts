import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Api } from '../api/client.ts'
import type { Principal } from '../api/me.ts'
import type { Store } from '../lib/store.ts'
import { useStore } from '../lib/hooks.ts'
import type { Action, Board } from '../state/model.ts'
import type { Ui } from '../state/ui.ts'

/** What every part of the page works with. */
export interface Context {
  readonly api: Api
  readonly board: Store<Board, Action>
  readonly ui: Store<Ui, Partial<Ui>>
  readonly signOut: () => Promise<void>
  /** Notes that the API says that the session has ended. */
  readonly sessionEnded: () => void
  readonly refreshLeftovers: () => Promise<void>
}

export const BoardContext = createContext<Context | undefined>(undefined)

export const useBoardContext = (): Context => {
  const context = useContext(BoardContext)
  if (context === undefined) throw new Error('A part of the board is drawn outside of it.')
  return context
}

/** A part of what is known of Slipway. */
export const useBoard = <T>(select: (board: Board) => T): T => useStore(useBoardContext().board, select)

/** Whoever is signed in: nothing that asks for it is drawn for anybody else. */
export const usePrincipal = (): Principal => {
  const session = useUi((ui) => ui.session)
  if (typeof session === 'string') throw new Error('A part of the board is drawn for nobody.')
  return session.principal
}

/** A part of how the page stands. */
export const useUi = <T>(select: (ui: Ui) => T): T => useStore(useBoardContext().ui, select)
