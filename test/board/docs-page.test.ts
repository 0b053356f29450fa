/** The page that shows the OpenAPI document, in a browser. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { startFreshPortal, TOKEN, type Portal } from '../../portal-api/test/support/portal.ts'
import { assertQuiet, signIn } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'

const Document = z.object({ paths: z.record(z.string(), z.looseObject({})) })

describe('the page of the document in a browser', () => {
  let portal: Portal
  let browser: Browser
  before(async () => {
    portal = await startFreshPortal('docsPage')
    browser = await startBrowser(Number(new URL(portal.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  it('shows every operation, its body and its errors, and breaks none of the rules that bind it', async () => {
    await using visit = await browser.open()
    const { page } = visit
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${portal.url}/docs`)
    await page.locator('#operations-teams-createTeam').waitFor()
    const { paths } = Document.parse(await (await fetch(`${portal.url}/openapi.json`)).json())
    const operations = Object.values(paths).flatMap((path) => Object.keys(path))
    assert.equal(await page.locator('.opblock').count(), operations.length)

    await page.locator('#operations-teams-createTeam .opblock-summary-control').click()
    const opened = page.locator('#operations-teams-createTeam')
    await opened.getByText('Acme Corp').first().waitFor()
    await opened.getByText('NAME_TAKEN').first().waitFor()
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(portal.url) && !url.startsWith('data:')),
      [],
      'nothing is loaded from elsewhere',
    )
    assertQuiet(visit)
  })

  it('sends requests for who is signed in', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await signIn(page, portal.url, TOKEN)
    await page.goto(`${portal.url}/docs`)
    const me = page.locator('#operations-access-getMe')
    await me.locator('.opblock-summary-control').click()
    await me.getByRole('button', { name: 'Try it out' }).click()
    await me.getByRole('button', { name: 'Execute' }).click()
    await me.locator('.live-responses-table').getByText('PORTAL_TOKEN').first().waitFor()
    assertQuiet(visit)
  })
})
