import type { Principal } from '../api/me.ts'
import type { Leftover } from '../api/leftover.ts'
import type { Resource } from '../api/resource.ts'
import type { SignInFailure } from './sign-in.ts'

/** What is asked of the user in a window of its own. */
export type Dialog =
  | { readonly of: 'create-team' }
  | { readonly of: 'create-workspace'; readonly team?: Resource }
  | { readonly of: 'create-sandbox'; readonly workspace?: Resource }
  | { readonly of: 'delete'; readonly resource: Resource; readonly parent: Resource | undefined }
  | { readonly of: 'remove-leftover'; readonly leftover: Leftover }
  | { readonly of: 'output'; readonly taskId: string; readonly name: string }

export interface MenuItem {
  readonly label: string
  readonly act: () => void
  readonly grave?: boolean
  /** Why it can't be chosen. */
  readonly refusal?: string | undefined
}

/** Choices that hang from a button. */
export interface Menu {
  readonly button: HTMLElement
  readonly items: readonly MenuItem[]
}

/** What came of something that the user did. */
export interface Notice {
  readonly id: number
  readonly grave: boolean
  readonly text: string
  readonly remedy: string | undefined
}

export interface Ui {
  /** `unknown` until the API was asked. */
  readonly session: 'unknown' | 'out' | { readonly principal: Principal }
  /** Whether this Slipway lets people sign in at an issuer. */
  readonly oidc: boolean
  /** Why one is not signed in, where there is something to say about it. */
  readonly signInFailure: SignInFailure | undefined
  readonly dialog: Dialog | undefined
  readonly menu: Menu | undefined
  readonly notices: readonly Notice[]
  readonly filter: string
}

export const EMPTY_UI: Ui = {
  session: 'unknown',
  oidc: false,
  signInFailure: undefined,
  dialog: undefined,
  menu: undefined,
  notices: [],
  filter: '',
}
