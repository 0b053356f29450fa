import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import Provider from 'oidc-provider'
import { freePort } from '../../../scripts/setup/free-port.ts'

const ALG = 'ES256'
export const CLIENT = { id: 'board', secret: 'the secret of the board at the issuer' }

/** A real OIDC provider on this machine, which knows everybody by the groups that a test gives them. */
export interface TestIssuer extends AsyncDisposable {
  readonly url: string
  readonly groups: Map<string, readonly string[]>
  /** A JWT that the issuer's key signs. */
  readonly sign: (claims: JWTPayload, expires?: string) => Promise<string>
  /** Goes through the issuer's pages as a browser does. @returns where the issuer sends the browser back to */
  readonly signIn: (url: string, login: string) => Promise<URL>
}

const cookiesOf = (response: Response): [string, string][] =>
  response.headers.getSetCookie().map((text) => {
    const [pair = ''] = text.split(';')
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)]
  })

export const startIssuer = async (redirectUri: string): Promise<TestIssuer> => {
  const url = `http://127.0.0.1:${await freePort()}`
  const { privateKey } = await generateKeyPair(ALG, { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: 'key-1', alg: ALG, use: 'sig' }
  const groups = new Map<string, readonly string[]>()
  const provider = new Provider(url, {
    clients: [
      {
        ...{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] },
        id_token_signed_response_alg: ALG,
      },
    ],
    jwks: { keys: [jwk] },
    scopes: ['openid', 'profile', 'groups'],
    claims: { openid: ['sub'], profile: ['name'], groups: ['groups'] },
    cookies: { keys: ['a key that only tests use'] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: `Name of ${sub}`, groups: groups.get(sub) ?? [] }),
    }),
  })
  const server = createServer((request, response) => void provider.callback()(request, response))
  server.listen(Number(new URL(url).port), '127.0.0.1')
  await once(server, 'listening')

  const signIn: TestIssuer['signIn'] = async (start, login) => {
    const jar = new Map<string, string>()
    let address = new URL(start)
    for (let form: URLSearchParams | undefined, step = 0; step < 12; step += 1) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const post = form === undefined ? {} : { method: 'POST', body: form }
      const response = await fetch(address, { redirect: 'manual', headers: { cookie }, ...post })
      form = undefined
      for (const [name, value] of cookiesOf(response)) jar.set(name, value)
      const location = response.headers.get('location')
      const page = await response.text()
      if (location !== null) {
        address = new URL(location, address)
        if (!address.href.startsWith(url)) return address
        continue
      }
      const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? []
      assert.ok(prompt, page)
      form = new URLSearchParams({ prompt, login, password: 'x' })
    }
    assert.fail('the issuer sends nobody back')
  }

  return {
    url,
    groups,
    signIn,
    sign: (claims, expires = '5m') => {
      const header = { alg: ALG, kid: jwk.kid }
      return new SignJWT({ iss: url, ...claims }).setProtectedHeader(header).setExpirationTime(expires).sign(privateKey)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
