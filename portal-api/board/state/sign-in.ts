/** Why somebody who was signed in, or wanted to be, is not, and what to do about it. */
export interface SignInFailure {
  readonly reason: string
  readonly remedy: string
}

/** To who was at the board when the session ended, or was ended. */
export const SESSION_ENDED: SignInFailure = {
  reason: 'The session has ended.',
  remedy: 'Sign in again to go on where you were.',
}

const OTHERWISE: SignInFailure = {
  reason: 'The sign-in failed.',
  remedy: 'Try it again; if it stays so, ask whoever runs this Slipway.',
}

const BY_CODE: ReadonlyMap<string, SignInFailure> = new Map([
  [
    'SIGN_IN_EXPIRED',
    {
      reason: 'The sign-in took too long, or was begun in another browser.',
      remedy: 'Begin it again, and finish it here within ten minutes.',
    },
  ],
  [
    'SIGN_IN_REFUSED',
    {
      reason: 'The sign-in was refused.',
      remedy: 'Try it again; if it is refused each time, ask whoever gives out your account whether it is for Slipway.',
    },
  ],
  [
    'OIDC_UNAVAILABLE',
    {
      reason: 'The service that knows your account does not answer.',
      remedy: 'Try it again in a minute. A token works meanwhile.',
    },
  ],
  ['RATE_LIMITED', { reason: 'There were too many attempts from here.', remedy: 'Wait a minute, and try it again.' }],
])

/**
 * The failure that portal-api leads back with, `?sign_in=<code>`. Nothing of the address is shown: a code that is not known
 * says only that it failed.
 * @param search query of the page's address
 */
export const signInFailureIn = (search: string): SignInFailure | undefined => {
  const code = new URLSearchParams(search).get('sign_in')
  return code === null ? undefined : (BY_CODE.get(code) ?? OTHERWISE)
}
