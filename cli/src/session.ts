import { Failure } from '#contract'
import { findTarget, type Environment, type Given, type Target } from './config.ts'
import type { Portal } from './portal/portal.ts'
import type { Screen } from './screen/screen.ts'

/** What every command has at hand. */
export interface Session {
  readonly screen: Screen
  readonly env: Environment
  /** Aborts with an Interrupted when the user wants it to end. */
  readonly signal: AbortSignal
  /** Which portal-api is meant. @throws Failure WRONG_USAGE, SECRET_EXPOSED */
  readonly target: () => Promise<Target>
  /** @throws Failure NO_TOKEN, and what target throws */
  readonly portal: () => Promise<Portal>
}

export const openSession = (screen: Screen, env: Environment, signal: AbortSignal, given: Given): Session => {
  let found: Promise<Target> | undefined
  const target = () => (found ??= findTarget(given, env))
  return {
    ...{ screen, env, signal, target },
    async portal() {
      const { url, token } = await target()
      if (token === undefined) throw new Failure('NO_TOKEN', `No token for ${url} was found.`)
      const { createPortal } = await import('./portal/portal.ts') // Help does without.
      return createPortal({ url, token, signal })
    },
  }
}
