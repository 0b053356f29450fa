/** The board: signs in, keeps itself as Slipway is, and draws that. */
import { render } from 'preact'
import { html } from 'htm/preact'
import { createApi, nothing } from './api/client.ts'
import { Me, SessionOptions } from './api/me.ts'
import { Problem } from './api/problem.ts'
import { createStore } from './lib/store.ts'
import { startSync, type Sync } from './live/sync.ts'
import { seesNothing } from './state/allowed.ts'
import { EMPTY_BOARD } from './state/model.ts'
import { reduce } from './state/reduce.ts'
import { SESSION_ENDED, signInFailureIn, type SignInFailure } from './state/sign-in.ts'
import { EMPTY_UI, type Ui } from './state/ui.ts'
import { App } from './views/app.ts'
import { BoardContext, type Context } from './views/context.ts'

const AGAIN_MS = 3_000

const api = createApi()
const board = createStore(reduce, EMPTY_BOARD)
const ui = createStore<Ui, Partial<Ui>>((state, change) => ({ ...state, ...change }), EMPTY_UI)
let sync: Sync | undefined

const signedOut = (signInFailure?: SignInFailure): void =>
  ui.dispatch({ session: 'out', signInFailure, dialog: undefined, menu: undefined })
const sessionEnded = (): void => signedOut(SESSION_ENDED)

/** Follows Slipway while somebody is signed in. */
ui.subscribe(() => {
  const { session } = ui.get()
  if (typeof session === 'object') {
    if (!seesNothing(session.principal))
      sync ??= startSync({ api, board, principal: session.principal, onSignedOut: sessionEnded })
    return
  }
  if (sync === undefined) return
  sync.close()
  sync = undefined
  board.dispatch({ type: 'forget' })
})

const context: Context = {
  api,
  board,
  ui,
  async signOut() {
    try {
      await api.send('DELETE', '/api/session', nothing)
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown // The session may be over already, or the API away.
    }
    signedOut()
  },
  sessionEnded,
  refreshLeftovers: async () => sync?.refreshLeftovers(),
}

/** Where a sign-in that failed has led here. */
const led = signInFailureIn(location.search)
if (location.search !== '') history.replaceState(null, '', '/') // It is told once.

/** Who has been here before need not sign in again. */
const begin = async (): Promise<void> => {
  try {
    const { oidc, signed_in: isSignedIn } = await api.get('/api/session/options', SessionOptions)
    ui.dispatch({ oidc })
    if (isSignedIn) ui.dispatch({ session: await api.get('/api/me', Me) })
    else signedOut(led)
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    if (thrown.status === 0 || thrown.status >= 500) setTimeout(() => void begin(), AGAIN_MS)
    else signedOut(led)
  }
}

const place = document.getElementById('board')
if (place !== null) render(html`<${BoardContext.Provider} value=${context}><${App} /><//>`, place)
await begin()
