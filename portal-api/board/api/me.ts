import { flag, list, object, oneOf, text, type Decoder } from '../lib/decode.ts'

const role = object({ team_id: text, role: oneOf(['owner', 'admin', 'member']) })
type Roles = 'all' | readonly ReturnType<typeof role>[]
const teams: Decoder<Roles> = (value, at) => (value === 'all' ? value : list(role)(value, at))

/** Who is signed in, and what that one may do. */
export const Me = object({
  principal: object({ id: text, name: text, kind: text, scopes: list(text), teams }),
})
export type Principal = ReturnType<typeof Me>['principal']

/** How one can sign in, and whether one has. */
export const SessionOptions = object({ oidc: flag, signed_in: flag })
