import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { createServer as createPlainServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { ROOT } from '../../scripts/setup/environment.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { testAuthority } from '../../test/doubles/kit/tls.ts'
import { API_VERSION } from '../src/doctor/examine.ts'
import { startWorld, type World } from './support/world.ts'

const Findings = z.object({
  findings: z.array(
    z.looseObject({
      state: z.enum(['ok', 'warning', 'failed']),
      name: z.string(),
      failure: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).optional(),
    }),
  ),
})

describe('slipway doctor', { timeout: 120_000 }, () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world[Symbol.asyncDispose]())

  /** What lies between: passes requests on, and its answers back with other headers and other text. */
  const between =
    (headers: Readonly<Record<string, string>>, changed: (text: string) => string = (text) => text): RequestListener =>
    (request, response) => {
      const { authorization = '' } = request.headers
      void fetch(`${world.url}${request.url ?? ''}`, { headers: { authorization } }).then(async (answer) => {
        const text = changed(await answer.text())
        response.writeHead(answer.status, { 'content-type': 'application/json', ...headers }).end(text)
      })
    }
  const listening = async (
    server: ReturnType<typeof createPlainServer>,
  ): Promise<AsyncDisposable & { port: number }> => {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = z.object({ port: z.number() }).parse(server.address())
    return {
      port,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections()
        await once(server.close(), 'close')
      },
    }
  }
  /** Runs it, and gives its lines and its findings. */
  const examined = async (
    code: number,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<[string, string[]]> => {
    const [lines, json] = await Promise.all([
      world.slipway(['doctor'], { env }),
      world.slipway(['doctor', '--json'], { env }),
    ])
    assert.deepEqual([lines.code, json.code, lines.stderr, json.stderr], [code, code, '', ''], lines.stdout)
    const { findings } = Findings.parse(JSON.parse(json.stdout))
    return [
      lines.stdout,
      findings.map(({ state, name, failure }) => `${state} ${name}${failure ? ` ${failure.code}` : ''}`),
    ]
  }

  it('is content with what is in order', async () => {
    const [lines, findings] = await examined(0, {})
    const names = ['address', 'reachable', 'TLS', 'clock', 'version', 'ready', 'token', 'scopes', 'leftovers']
    assert.deepEqual(
      findings,
      names.map((name) => `ok ${name}`),
    )
    assert.match(lines, /^✓ address +http:\/\/127\.0\.0\.1:\d+ \(from SLIPWAY_URL\)$/m)
  })

  it('knows the interface that it is made for', async () => {
    const document: unknown = JSON.parse(await readFile(join(ROOT, 'portal-api/openapi.json'), 'utf8'))
    assert.equal(z.object({ info: z.object({ version: z.string() }) }).parse(document).info.version, API_VERSION)
  })

  it('names a certificate that is not trusted, and trusts one whose authority is named', async () => {
    const { identity, caFile } = await testAuthority()
    await using server = await listening(createServer(identity, between({})))
    const env = { SLIPWAY_URL: `https://localhost:${server.port}` }
    const [lines, findings] = await examined(3, env)
    assert.deepEqual(findings, ['ok address', 'failed reachable PORTAL_UNTRUSTED'])
    assert.match(lines, /is not trusted: its certificate is of an authority/)
    assert.match(lines, /NODE_EXTRA_CA_CERTS/)
    const [trusted] = await examined(0, { ...env, NODE_EXTRA_CA_CERTS: caFile })
    assert.match(trusted, /^✓ TLS +encrypted/m)
    const wrongName = await world.slipway(['team', 'list'], {
      env: { SLIPWAY_URL: `https://127.0.0.2:${server.port}`, NODE_EXTRA_CA_CERTS: caFile },
    })
    assert.equal(wrongName.code, 3, wrongName.stderr)
  })

  it('says what is wrong where https is asked of what speaks none, and where nothing listens', async () => {
    const [lines] = await examined(3, { SLIPWAY_URL: world.url.replace('http:', 'https:') })
    assert.match(lines, /speaks no TLS/)
    const [nothing, findings] = await examined(3, { SLIPWAY_URL: `http://127.0.0.1:${await freePort()}` })
    assert.match(nothing, /nothing listens there\.\n +See that portal-api runs/)
    assert.deepEqual(findings, ['ok address', 'failed reachable PORTAL_UNREACHABLE'])
  })

  it('warns of a clock and of an interface that are others', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString()
    const older = (text: string) => text.replace(`"version":"${API_VERSION}"`, '"version":"0.9.0"')
    await using server = await listening(createPlainServer(between({ date }, older)))
    const [lines, findings] = await examined(0, { SLIPWAY_URL: `http://127.0.0.1:${server.port}` })
    assert.match(lines, /^! clock +\d+ (?:h|min) \d+ \S+ ahead of portal-api's\n +Set the clocks/m)
    assert.match(
      lines,
      /^! version +portal-api's interface is 0\.9\.0, this is made for 1\.0\.0\n +Use the command line/m,
    )
    assert.deepEqual(
      findings.filter((finding) => finding.startsWith('warning')),
      ['warning clock', 'warning version'],
    )
  })

  it('names a token that is not known', async () => {
    const [lines, findings] = await examined(2, { SLIPWAY_TOKEN: 'wrong' })
    assert.equal(findings.at(-1), 'failed token UNAUTHORIZED')
    assert.match(lines, /slipway login/)
  })
})
