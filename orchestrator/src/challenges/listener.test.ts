import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { listenForChallenges, type Listener } from './listener.ts'

const TOKEN = 'DGyRejmCefe7v4NfDGDKfA'
const answers = new Map([[TOKEN, `${TOKEN}.thumbprint`]])
const fail = (thrown: unknown) => assert.fail(String(thrown))

describe('challenge listener', () => {
  let listener: Listener
  before(async () => {
    listener = await listenForChallenges({
      challenges: { find: (token) => Promise.resolve(answers.get(token)) },
      port: 0,
      onError: fail,
    })
  })
  after(() => listener[Symbol.asyncDispose]())
  const ask = (path: string, method = 'GET', port = listener.port) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method })

  it('answers a token that is known', async () => {
    const answer = await ask(`/.well-known/acme-challenge/${TOKEN}`)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'text/plain')
    assert.equal(await answer.text(), `${TOKEN}.thumbprint`)
  })

  for (const path of [
    '/',
    '/.well-known/acme-challenge/',
    '/.well-known/acme-challenge/unknown',
    `/.well-known/acme-challenge/${TOKEN}/`,
    `/.well-known/acme-challenge/${TOKEN}?x=1`,
    `/.well-known/acme-challenge/..%2F${TOKEN}`,
    `/other/${TOKEN}`,
  ]) {
    it(`answers 404 to ${path}`, async () => {
      assert.equal((await ask(path)).status, 404)
    })
  }

  it('answers 404 to other methods', async () => {
    assert.equal((await ask(`/.well-known/acme-challenge/${TOKEN}`, 'POST')).status, 404)
  })

  it('answers 503, and tells, when the answers cannot be read', async () => {
    const told: unknown[] = []
    const reason = new Error('no Redis')
    const challenges = { find: () => Promise.reject(reason) }
    await using broken = await listenForChallenges({ challenges, port: 0, onError: (thrown) => told.push(thrown) })
    assert.equal((await ask(`/.well-known/acme-challenge/${TOKEN}`, 'GET', broken.port)).status, 503)
    assert.deepEqual(told, [reason])
  })

  // Elsewhere the system knows no such port, and each orchestrator of a machine needs one of its own.
  if (process.platform === 'linux') {
    it('shares its port with the other orchestrators of the machine', async () => {
      const challenges = { find: (token: string) => Promise.resolve(answers.get(token)) }
      const other = await listenForChallenges({ challenges, port: listener.port, onError: fail })
      assert.equal(other.port, listener.port)
      await other[Symbol.asyncDispose]()
      assert.equal((await ask(`/.well-known/acme-challenge/${TOKEN}`)).status, 200)
    })
  }

  it('names the port that somebody else has', async () => {
    const other = createServer().listen(0)
    await once(other, 'listening')
    const address = other.address()
    assert.ok(typeof address === 'object' && address !== null)
    const challenges = { find: () => Promise.resolve(undefined) }
    await assert.rejects(listenForChallenges({ challenges, port: address.port, onError: fail }), {
      code: 'CONFIG_INVALID',
      message: new RegExp(`${address.port} \\(ACME_CHALLENGE_PORT\\)`),
    })
    other.close()
    await once(other, 'close')
  })
})
