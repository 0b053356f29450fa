import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadContract } from './contract.ts'
import { startDouble } from './double.ts'
import { Refusal } from './exchange.ts'
import type { FaultKind } from './faults.ts'
import { testAuthority } from './tls.ts'

const counting = async () => {
  let count = 0
  const work = () => ({ status: 201, body: { count: ++count } })
  const double = await startDouble({ routes: [{ operation: 'count', method: 'POST', path: '/count', handle: work }] })
  return { double, count: () => count, post: () => fetch(`${double.url}/count`, { method: 'POST' }) }
}

describe('a double', () => {
  const cases: readonly [FaultKind, number | 'no answer', done: number][] = [
    ['timeout', 'no answer', 0],
    ['reset', 'no answer', 0],
    ['reset-after', 'no answer', 1],
    ['status-500', 500, 0],
    ['bad-gateway-after', 502, 1],
    ['throttled', 429, 0],
    ['throttled-silently', 429, 0],
    ['forbidden', 403, 0],
    ['malformed', 201, 1],
  ]
  for (const [kind, status, done] of cases) {
    it(`${kind}: ${status}, done ${done} times, and the next call is answered`, async () => {
      const { double, count, post } = await counting()
      await using _ = double
      double.inject({ operation: 'count', kind })
      const patience = AbortSignal.timeout(kind === 'timeout' ? 500 : 30_000)
      const first = fetch(`${double.url}/count`, { method: 'POST', signal: patience })
      if (status === 'no answer') await assert.rejects(first)
      else assert.equal((await first).status, status)
      assert.equal(count(), done)
      const second = await post()
      assert.deepEqual(await second.json(), { count: done + 1 })
      assert.deepEqual(
        double.calls.map((call) => call.status),
        [status === 'no answer' ? undefined : status, 201],
      )
    })
  }

  it('hits the calls that are meant, and cuts a malformed answer short', async () => {
    const { double, post } = await counting()
    await using _ = double
    double.inject({ operation: 'count', kind: 'malformed', skip: 1, times: 2 })
    const bodies = []
    for (let call = 0; call < 4; call++) bodies.push(await (await post()).text())
    assert.deepEqual(bodies, ['{"count":1}', '{"cou', '{"cou', '{"count":4}'])
    double.inject({ operation: 'count', kind: 'reset', times: Infinity })
    double.heal()
    assert.equal((await post()).status, 201)
  })

  it('throws at its end what was asked in vain, unless it was looked at', async () => {
    const { double } = await counting()
    assert.equal((await fetch(`${double.url}/elsewhere`)).status, 404)
    await assert.rejects(async () => double[Symbol.asyncDispose](), /GET \/elsewhere is served by nothing/)
    assert.equal(double.violations.length, 1)
    await double[Symbol.asyncDispose]()
  })

  it('is trusted over TLS, once its authority is', async () => {
    const authority = await testAuthority()
    const handle = ({ params }: { params: unknown }) => ({ status: 200, body: params })
    await using double = await startDouble({
      tls: authority.identity,
      routes: [
        { operation: 'one', method: 'GET', path: "/one(name='{name}')", handle },
        { operation: 'many', method: 'GET', path: '/many/{+rest}', handle },
      ],
    })
    await assert.rejects(fetch(double.url))
    authority.trust()
    assert.deepEqual(await (await fetch(`${double.url}/one(name='a%2Fb')`)).json(), { name: 'a/b' })
    assert.deepEqual(await (await fetch(`${double.url}/many/a/b%2Fc`)).json(), { rest: 'a/b/c' })
    double.inject({ operation: 'one', kind: 'reset' })
    await assert.rejects(fetch(`${double.url}/one(name='a')`))
  })

  it('counts what is in flight at once', async () => {
    const { double, post } = await counting()
    await using _ = double
    double.delay('count', 100)
    await Promise.all([post(), post(), post()])
    assert.equal(double.mostAtOnce('count'), 3)
  })
})

describe('a contract', () => {
  const contract = loadContract(new URL('../contracts/github.openapi.json', import.meta.url), {
    otherErrors: '#/components/schemas/basic-error',
  })
  const ref = (sha: string) => ({
    status: 200,
    body: {
      ref: 'refs/heads/a/b',
      node_id: 'n',
      url: 'http://127.0.0.1/',
      object: { type: 'commit', sha, url: 'http://127.0.0.1/' },
    },
  })

  it('objects to requests and answers that the description has not', async () => {
    const routes = contract.routes({
      'git/get-ref': ({ params }) => (params['ref'] === 'heads/a/b' ? ref('a'.repeat(40)) : ref('short')),
      'git/create-ref': () => {
        throw new Refusal({ status: 401, body: { message: 'Bad credentials' } })
      },
    })
    await using double = await startDouble({ routes })
    const refs = `${double.url}/repos/o/r/git/refs`
    const post = (body: object) =>
      fetch(refs, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    assert.equal((await fetch(`${double.url}/repos/o/r/git/ref/heads%2Fa%2Fb`)).status, 200)
    assert.equal((await post({ ref: 'refs/heads/a', sha: 'x' })).status, 401)
    assert.deepEqual(double.violations, [])

    assert.equal((await fetch(`${double.url}/repos/o/r/git/ref/heads/c?page=1`)).status, 500)
    assert.equal((await fetch(`${double.url}/repos/o/r/git/ref/heads/c`)).status, 500)
    assert.equal((await post({ ref: 'refs/heads/a' })).status, 500)
    assert.match(
      double.violations.join('\n'),
      /query parameter page.*\n.*answer 200\/object\/sha.*\n.*must have required property 'sha'/,
    )
  })

  it('describes every operation of the slice, and no other', () => {
    assert.equal(contract.operations.length, 20)
    assert.throws(() => contract.routes({ 'orgs/get': () => ({ status: 200 }) }), /orgs\/get/)
  })
})
