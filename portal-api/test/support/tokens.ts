import assert from 'node:assert/strict'
import { z } from 'zod'
import { TOKEN, type Portal } from './portal.ts'

const MadeToken = z.object({
  id: z.string(),
  token: z.string(),
  created_at: z.string(),
  created_by: z.string(),
  expires_at: z.string(),
})

export interface TokenWish {
  readonly name: string
  readonly scopes: readonly string[]
  readonly teams: readonly { readonly team_id: string; readonly role: string }[]
  readonly expires_in_days: number
}

/** A token that the portal made. */
export const makeToken = async ({ url }: Portal, wish: Partial<TokenWish> = {}) => {
  const response = await fetch(`${url}/api/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ name: 'a token', scopes: ['tasks:read'], ...wish }),
  })
  assert.equal(response.status, 201)
  return MadeToken.parse(await response.json())
}

export const getAs = ({ url }: Portal, token: string, path: string): Promise<Response> =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })

/** Signs a browser in, and gives the cookie that it sends from then on. */
export const sessionCookie = async ({ url }: Portal, token: string): Promise<string> => {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  assert.equal(response.status, 204)
  const [cookie] = response.headers.get('set-cookie')?.split(';') ?? []
  assert.ok(cookie)
  return cookie
}
