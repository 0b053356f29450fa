/** The board as portal-api serves it; what it does in a browser is tested in test/board. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { databaseUrl, startPortal, type Portal } from './support/portal.ts'

const ImportMap = z.object({ imports: z.record(z.string(), z.string()) })

describe('the board', () => {
  let portal: Portal
  let page: string
  before(async () => {
    portal = await startPortal(databaseUrl('http'))
    page = await (await fetch(portal.url)).text()
  })
  after(() => portal[Symbol.asyncDispose]())

  const importMap = (): string => /<script type="importmap">(.*)<\/script>/.exec(page)?.[1] ?? ''
  const named = (): readonly string[] => [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path = '']) => path)

  it('asks for no token: what it shows comes from the API', async () => {
    const answer = await fetch(portal.url)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.ok(named().length > 50)
    for (const path of named()) assert.equal((await fetch(`${portal.url}${path}`)).status, 200, path)
  })

  it('allows nothing inline but its import map, and nothing from elsewhere', async () => {
    const { headers } = await fetch(portal.url)
    const policy = headers.get('content-security-policy') ?? ''
    const hash = createHash('sha256').update(importMap()).digest('base64')
    assert.match(policy, /default-src 'none'/)
    assert.ok(policy.includes(`script-src 'self' 'sha256-${hash}';`), policy)
    assert.doesNotMatch(policy, /unsafe|https?:|\*/)
    assert.doesNotMatch(page.replace(importMap(), ''), /https?:|<style|<script>|\son\w+=|\sstyle=/)
  })

  it('imports only what is served, in JavaScript', async () => {
    const { imports } = ImportMap.parse(JSON.parse(importMap()))
    const seen = new Set<string>()
    const visit = async (path: string): Promise<void> => {
      if (seen.has(path)) return
      seen.add(path)
      const answer = await fetch(`${portal.url}${path}`)
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8')
      const text = await answer.text()
      assert.doesNotMatch(text, /sourceMappingURL/)
      const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*(?:'|")([\w./#-]+)(?:'|")/g)].map(
        ([, name = '']) => name,
      )
      for (const name of specifiers)
        await visit(name.startsWith('.') ? new URL(name, `${portal.url}${path}`).pathname : (imports[name] ?? name))
    }
    await visit('/board/main.ts')
    for (const path of Object.values(imports)) assert.ok(seen.has(path), `${path} is imported by nobody`)
  })

  it('is sent again only when it has changed', async () => {
    for (const path of ['/', '/board/main.ts']) {
      const first = await fetch(`${portal.url}${path}`)
      const etag = first.headers.get('etag') ?? ''
      assert.match(etag, /^"[\w-]{22}"$/)
      assert.equal(first.headers.get('cache-control'), 'no-cache')
      const again = await fetch(`${portal.url}${path}`, { headers: { 'if-none-match': etag } })
      assert.deepEqual([again.status, await again.text()], [304, ''])
    }
  })

  it('tells which version it is of, in the page and beside it', async () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(await (await fetch(`${portal.url}/board/version.json`)).json())
    assert.match(version, /^[\w-]{22}$/)
    assert.ok(page.includes(`<meta name="version" content="${version}">`))
  })

  it('has no tests and no settings in it', async () => {
    for (const path of ['/board/tsconfig.json', '/board/state/reduce.test.ts'])
      assert.equal((await portal.fetch(path)).status, 404)
  })
})
