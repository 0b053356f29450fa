import assert from 'node:assert/strict'
import { afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Client } from '@microsoft/microsoft-graph-client'
import { z } from 'zod'
import { testAuthority } from '../kit/tls.ts'
import { type EntraDouble, startEntra } from './entra.ts'
import { failureOf, graphClient } from './graph-client.ts'

const App = z.object({ id: z.uuid(), appId: z.uuid() })
const Page = z.object({ value: z.array(z.looseObject({})), '@odata.nextLink': z.string().optional() })
const NOT_FOUND = '404 Request_ResourceNotFound'
const BAD = '400 Request_BadRequest'
const DENIED = '403 Authorization_RequestDenied'
const byName = (name: string) => `/applications(uniqueName='${name}')`
const redirectUris = (count: number) => Array.from({ length: count }, (_, n) => `https://a${n}.example.test/cb`)

describe('double of Graph, with its client', () => {
  let entra: EntraDouble
  let graph: Client
  before(async () => (await testAuthority()).trust())
  beforeEach(async () => {
    entra = await startEntra()
    graph = graphClient(entra).graph
    entra.tenant.directory.replicas.setLag(0)
  })
  afterEach(() => entra[Symbol.asyncDispose]())

  const upsert = (name: string, body: object = { displayName: name }, client = graph): Promise<unknown> =>
    client.api(byName(name)).header('Prefer', 'create-if-missing').patch(body)
  const made = async (name: string, body?: object) => App.parse(await upsert(name, body))
  const apps = () => entra.tenant.directory.applications

  it('creates by unique name once, and then answers without a body', async () => {
    assert.equal(await failureOf(graph.api(byName('a')).patch({ displayName: 'a' })), NOT_FOUND)
    const { id } = await made('a')
    assert.equal(await upsert('a', { displayName: 'b', tags: ['t'] }), undefined)
    assert.deepEqual(
      apps().map((each) => [each.id, each.properties.displayName, each.properties.tags]),
      [[id, 'b', ['t']]],
    )
  })

  it('does not know for a while what was just made, each operation for itself', async () => {
    entra.tenant.directory.replicas.setLag(1)
    const { id, appId } = await made('new')
    const calls = [
      () => graph.api(byName('new')).get(),
      () => graph.api(`/applications/${id}`).get(),
      () => graph.api(`/applications/${id}`).patch({ tags: ['x'] }),
      () => graph.api(`/applications/${id}/addPassword`).post({}),
    ]
    for (const call of calls)
      assert.deepEqual([await failureOf(call()), await failureOf(call())], [NOT_FOUND, 'worked'])
    const principal = () => graph.api('/servicePrincipals').post({ appId })
    assert.deepEqual([await failureOf(principal()), await failureOf(principal())], [BAD, 'worked'])
    assert.equal(await failureOf(principal()), '409 Request_MultipleObjectsWithSameKeyValue')
    assert.equal(Page.parse(await graph.api('/applications').get()).value.length, 0)
  })

  it('shows what was before a change for as many reads as it was told to', async () => {
    const { id } = await made('stale')
    entra.tenant.directory.staleReads.reads = 1
    await graph.api(`/applications/${id}`).patch({ displayName: 'after' })
    const names: unknown = [await graph.api(byName('stale')).get(), await graph.api(byName('stale')).get()]
    assert.deepEqual(z.array(z.object({ displayName: z.string() })).parse(names), [
      { displayName: 'stale' },
      { displayName: 'after' },
    ])
  })

  it('keeps the unique name of what was deleted until it is purged, and the service principal beyond that', async () => {
    const { id, appId } = await made('gone')
    await graph.api('/servicePrincipals').post({ appId })
    await graph.api(`/applications/${id}`).delete()
    assert.equal(await failureOf(graph.api(byName('gone')).get()), NOT_FOUND)
    assert.equal(await failureOf(upsert('gone')), BAD)
    const deleted: unknown = await graph.api('/directory/deletedItems/microsoft.graph.application').get()
    assert.deepEqual(
      Page.parse(deleted).value.map((each) => each['id']),
      [id],
    )
    await graph.api(`/directory/deletedItems/${id}`).delete()
    assert.equal(await failureOf(graph.api(`/directory/deletedItems/${id}`).delete()), NOT_FOUND)
    await made('gone')
    const [principal] = entra.tenant.directory.deletedServicePrincipals
    assert.equal(principal?.appId, appId)
    await graph.api(`/directory/deletedItems/${principal.id}`).delete()
    assert.deepEqual(entra.tenant.directory.deletedServicePrincipals, [])
  })

  it('restores within 30 days, and not later', async () => {
    const { id } = await made('back')
    await graph.api(`/applications/${id}`).delete()
    await graph.api(`/directory/deletedItems/${id}/restore`).post(undefined)
    assert.equal(apps().length, 1)
    await graph.api(`/applications/${id}`).delete()
    entra.clock.advance(31 * 24 * 3_600_000)
    entra.tokens.revoke()
    const later = graphClient(entra).graph
    assert.equal(await failureOf(later.api(`/directory/deletedItems/${id}`).get()), NOT_FOUND)
  })

  it('replaces lists whole, within their limits', async () => {
    const { id } = await made('lists', { displayName: 'x', signInAudience: 'AzureADMyOrg' })
    const patch = (uris: string[]) => graph.api(`/applications/${id}`).patch({ web: { redirectUris: uris } })
    await patch(redirectUris(256))
    await patch(redirectUris(2))
    assert.deepEqual(apps()[0]?.properties.web.redirectUris, redirectUris(2))
    const bad = [
      redirectUris(257),
      [`https://x.test/${'p'.repeat(256)}`],
      ['http://x.test/'],
      ['https://x.test/', 'https://x.test/'],
    ]
    for (const uris of bad) assert.equal(await failureOf(patch(uris)), BAD)
    for (const body of [{ appId: id }, { passwordCredentials: [] }, { nonsense: 1 }, { tags: ['a b'] }]) {
      assert.equal(await failureOf(graph.api(`/applications/${id}`).patch(body)), BAD)
    }
  })

  it('tells the text of a password once', async () => {
    const { id } = await made('secrets')
    const add = graph.api(`/applications/${id}/addPassword`).post({ passwordCredential: { displayName: 'p' } })
    const { keyId, secretText } = z.object({ keyId: z.uuid(), secretText: z.string() }).parse(await add)
    const shown = JSON.stringify(await graph.api(byName('secrets')).get())
    assert.ok(shown.includes(keyId))
    assert.equal(shown.includes(secretText), false)
    const remove = () => graph.api(`/applications/${id}/removePassword`).post({ keyId })
    await remove()
    assert.equal(await failureOf(remove()), BAD)
  })

  it('pages, and filters by what is documented', async () => {
    for (const name of ['p1', 'p2', 'p3']) await upsert(name, { displayName: name, tags: [`of-${name}`, 'all'] })
    const first = Page.parse(
      await graph.api('/applications').filter("tags/any(t:t eq 'all')").top(2).select('id').get(),
    )
    assert.equal(first.value.length, 2)
    const second = Page.parse(await graph.api(first['@odata.nextLink'] ?? '').get())
    assert.deepEqual([second.value.length, second['@odata.nextLink']], [1, undefined])
    const one: unknown = await graph.api('/applications').filter("tags/any(t:startswith(t,'of-p2'))").get()
    assert.equal(Page.parse(one).value.length, 1)
    for (const filter of ["startswith(uniqueName,'p')", "displayName ne 'x'", 'nonsense']) {
      assert.equal(await failureOf(graph.api('/applications').filter(filter).get()), '400 Request_UnsupportedQuery')
    }
  })

  it('asks for permissions, and lets OwnedBy write what the client made itself', async () => {
    const { id } = await made('theirs')
    const owned = graphClient(entra, { roles: ['Application.ReadWrite.OwnedBy'] }).graph
    assert.equal(await failureOf(upsert('mine', undefined, owned)), 'worked')
    assert.equal(await failureOf(upsert('mine', { displayName: 'again' }, owned)), 'worked')
    assert.equal(await failureOf(upsert('theirs', undefined, owned)), DENIED)
    assert.equal(await failureOf(owned.api(`/applications/${id}`).delete()), DENIED)
    const none = graphClient(entra, { roles: [] }).graph
    assert.equal(await failureOf(none.api('/applications').get()), DENIED)
    entra.tokens.revoke()
    assert.equal(await failureOf(graph.api('/applications').get()), '401 InvalidAuthenticationToken')
  })

  it('does the work before a 504, so that the client which repeats a POST makes two', async () => {
    entra.outage({ operation: 'application_CreateApplication', status: 504, done: true, times: 1 })
    await graph.api('/applications').post({ displayName: 'twice' })
    assert.equal(apps().length, 2)
  })
})
