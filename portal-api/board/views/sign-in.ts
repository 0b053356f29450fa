import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { html } from 'htm/preact'
import { nothing } from '../api/client.ts'
import { Me } from '../api/me.ts'
import { Problem } from '../api/problem.ts'
import type { SignInFailure } from '../state/sign-in.ts'
import { useBoardContext, useUi } from './context.ts'
import { Mark } from './icons.ts'

const Refused = ({ reason, remedy }: SignInFailure): VNode => html`
  <div class="refused" role="alert">
    <p><b>${reason}</b></p>
    <p>${remedy}</p>
  </div>
`

/** Who are you? By a token, or at the issuer that this Slipway trusts. */
export const SignIn = (): VNode => {
  const { api, ui } = useBoardContext()
  const oidc = useUi((state) => state.oidc)
  const failure = useUi((state) => state.signInFailure)
  const [problem, setProblem] = useState<Problem | undefined>(undefined)
  const [sending, setSending] = useState(false)
  const signIn = async (token: string): Promise<void> => {
    setSending(true)
    try {
      await api.send('POST', '/api/session', nothing, { token })
      ui.dispatch({ session: await api.get('/api/me', Me), signInFailure: undefined })
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown
      setProblem(thrown)
    } finally {
      setSending(false)
    }
  }
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault()
    const { currentTarget: form } = event
    if (!(form instanceof HTMLFormElement)) return
    const token = new FormData(form).get('token')
    if (typeof token === 'string') void signIn(token.trim())
  }
  return html`
    <main class="sign-in">
      <div class="sign-in-box">
        <h1><${Mark} />Slipway</h1>
        <p class="quiet">Teams, workspaces and sandboxes: what stands, and what is on its way.</p>
        ${
          failure !== undefined &&
          problem === undefined &&
          html`<${Refused} reason=${failure.reason} remedy=${failure.remedy} />`
        }
        ${
          oidc &&
          html`<a class="button strong" href="/api/session/oidc/start">Sign in with your account</a>
            <p class="or"><span>or</span></p>`
        }
        <form onSubmit=${onSubmit}>
          <div class="field">
            <label for="token">Token</label>
            <input
              id="token"
              name="token"
              type="password"
              autocomplete="current-password"
              required
              autofocus
              aria-invalid=${problem === undefined ? undefined : 'true'}
              aria-describedby="token-hint"
            />
            <p id="token-hint" class="hint">PORTAL_TOKEN, or one that an admin made for you</p>
          </div>
          ${
            problem !== undefined &&
            html`<${Refused}
              reason=${problem.status === 401 ? 'This token is not known, or no longer valid.' : problem.message}
              remedy=${problem.status === 401 ? 'Ask an admin for another one.' : problem.remedy}
            />`
          }
          <button type="submit" class=${oidc ? '' : 'strong'} disabled=${sending}>
            ${sending ? 'Signing in…' : 'Sign in'}
          </button>
        </form>
      </div>
    </main>
  `
}
