import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose'
import { freePort } from '../../../scripts/setup/free-port.ts'

const ALG = 'ES256'

/** A key of an issuer. */
export interface SigningKey {
  readonly jwk: JWK
  /** A JWT of the issuer that this key signs. @param expires as in `5m` */
  readonly sign: (claims: JWTPayload, expires?: string) => Promise<string>
}

/** No more of an issuer than its documents and its keys, which it changes, withholds or never sends. */
export interface SigningIssuer extends AsyncDisposable {
  readonly url: string
  readonly makeKey: (kid: string) => Promise<SigningKey>
  /** The keys that it has from now on. */
  readonly publish: (...keys: readonly SigningKey[]) => void
  /** How often its keys were asked for. */
  readonly asked: () => number
  /** `silent`: it takes requests and never answers. */
  readonly be: (state: 'well' | 'broken' | 'silent') => void
}

export const startSigningIssuer = async (): Promise<SigningIssuer> => {
  const url = `http://127.0.0.1:${await freePort()}`
  let keys: readonly SigningKey[] = []
  let asked = 0
  let state: 'well' | 'broken' | 'silent' = 'well'
  const documents: Readonly<Record<string, () => object>> = {
    '/.well-known/openid-configuration': () => ({
      ...{
        issuer: url,
        jwks_uri: `${url}/keys`,
        authorization_endpoint: `${url}/auth`,
        token_endpoint: `${url}/token`,
      },
      ...{ response_types_supported: ['code'], subject_types_supported: ['public'] },
      id_token_signing_alg_values_supported: [ALG],
    }),
    '/keys': () => {
      asked += 1
      return { keys: keys.map(({ jwk }) => jwk) }
    },
  }
  const server = createServer((request, response) => {
    if (state === 'silent') return
    const document = documents[request.url ?? '']
    if (state === 'broken' || document === undefined) response.writeHead(state === 'broken' ? 500 : 404).end()
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(document()))
  })
  server.listen(Number(new URL(url).port), '127.0.0.1')
  await once(server, 'listening')

  return {
    url,
    async makeKey(kid) {
      const { privateKey, publicKey } = await generateKeyPair(ALG)
      const header = { alg: ALG, kid }
      return {
        jwk: { ...(await exportJWK(publicKey)), ...header, use: 'sig' },
        sign: (claims, expires = '5m') =>
          new SignJWT({ iss: url, ...claims }).setProtectedHeader(header).setExpirationTime(expires).sign(privateKey),
      }
    },
    publish(...given) {
      keys = given
    },
    asked: () => asked,
    be(next) {
      if (state === 'silent') server.closeAllConnections()
      state = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
