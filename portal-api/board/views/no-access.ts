import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Principal } from '../api/me.ts'
import { useBoardContext } from './context.ts'
import { Mark } from './icons.ts'

/** Somebody who is known, but may see nothing: who can change that, and how. */
export const NoAccess = ({ principal }: { principal: Principal }): VNode => {
  const { signOut } = useBoardContext()
  const { name, kind } = principal
  return html`
    <main class="sign-in">
      <div class="sign-in-box">
        <h1><${Mark} />Slipway</h1>
        <p><b>You are signed in as ${name}, and may see nothing here yet.</b></p>
        <p class="quiet">
          ${
            kind === 'user'
              ? 'Ask whoever runs the service that knows your account to put you in a group of your team; then sign in again.'
              : 'Ask an admin for a token that may read teams, workspaces or tasks.'
          }
        </p>
        <button type="button" onClick=${() => void signOut()}>Sign out</button>
      </div>
    </main>
  `
}
