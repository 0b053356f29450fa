/** Signing in at a real OIDC issuer, and what the board says when that comes to nothing. Takes about 15 seconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { CLIENT, startIssuer, type TestIssuer } from '../../portal-api/test/support/issuer.ts'
import { databaseUrl, startFreshPortal, startPortal, type Portal } from '../../portal-api/test/support/portal.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { assertAccessible, assertQuiet, live } from './support/board.ts'
import { startBrowser, type Browser, type Visit } from './support/browser.ts'
import { seedFleet } from './support/seed.ts'

const BUTTON = { name: 'Sign in with your account' }

describe('signing in at an issuer', () => {
  let issuer: TestIssuer
  let portal: Portal
  let browser: Browser
  let env: Record<string, string>
  before(async () => {
    const PORT = String(await freePort())
    const PUBLIC_URL = `http://127.0.0.1:${PORT}`
    issuer = await startIssuer(`${PUBLIC_URL}/api/session/oidc/callback`)
    issuer.groups.set('ann', ['slipway/acme/member'])
    env = { PUBLIC_URL, OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret }
    portal = await startFreshPortal('boardSignIn', { ...env, PORT })
    await seedFleet(portal.redis, { acme: { shop: ['red'] }, other: {} })
    await portal.redis.hset('slipway:slugs', 'team/acme', 'team-acme', 'team/other', 'team-other')
    browser = await startBrowser(Number(PORT), Number(new URL(issuer.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
    await issuer[Symbol.asyncDispose]()
  })

  const atIssuer = async (page: Page): Promise<void> => {
    await page.getByRole('link', BUTTON).click()
    await page.waitForURL(`${issuer.url}/**`)
  }
  const signInAs = async (page: Page, login: string): Promise<void> => {
    await page.goto(portal.url)
    await atIssuer(page)
    await page.getByPlaceholder('Enter any login').fill(login)
    await page.getByPlaceholder('and password').fill('x')
    await page.getByRole('button', { name: 'Sign-in' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
  }
  /** The issuer's own pages want a font from elsewhere: only what this page logs counts. */
  const assertOursQuiet = ({ errors, ...visit }: Visit): void =>
    assertQuiet({ ...visit, errors: errors.filter((error) => error.includes(portal.url)) })
  const assertTold = async (page: Page, words: string): Promise<void> => {
    await page.getByRole('alert').getByText(words).waitFor()
    assert.equal(page.url(), `${portal.url}/`, 'a reload does not tell it again')
    await assertAccessible(page)
  }

  it('leads to the board, which shows what the groups of that account let it see', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await signInAs(page, 'ann')
    await live(page)
    await page.getByRole('button', { name: 'Account: Name of ann' }).waitFor()
    await page.getByText('1 team · 1 workspace · 1 sandbox').waitFor()
    await page.reload()
    await live(page)
    assertOursQuiet(visit)
  })

  it('that somebody breaks off says so, and can be tried again', async () => {
    await using visit = await browser.open({ colorScheme: 'dark' })
    const { page } = visit
    await page.goto(portal.url)
    await atIssuer(page)
    await page.getByRole('link', { name: 'Cancel' }).click()
    await assertTold(page, 'The sign-in was refused.')
    await signInAs(page, 'ann')
    await live(page)
    assertOursQuiet(visit)
  })

  it('that was begun elsewhere says so', async () => {
    await using visit = await browser.open()
    await visit.page.goto(`${portal.url}/api/session/oidc/callback?state=made-up&code=made-up`)
    await assertTold(visit.page, 'The sign-in took too long, or was begun in another browser.')
    assertQuiet(visit)
  })

  it('shows nothing of what an address says', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await page.goto(`${portal.url}/?sign_in=${encodeURIComponent('<img src=x onerror=alert(1)>call 555-0100')}`)
    await assertTold(page, 'The sign-in failed.')
    assert.doesNotMatch(await page.content(), /555-0100/)
    assertQuiet(visit)
  })

  it('of somebody in no group says whom to ask', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await signInAs(page, 'nobody')
    await page.getByText('You are signed in as Name of nobody, and may see nothing here yet.').waitFor()
    await assertAccessible(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', BUTTON).waitFor()
    assertOursQuiet(visit)
  })

  it('at an issuer that does not answer says so, and a token works meanwhile', async () => {
    const PORT = String(await freePort())
    const away = { ...env, PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}`, OIDC_ISSUER: 'http://127.0.0.1:1' }
    await using alone = await startPortal(databaseUrl('boardSignIn'), undefined, undefined, away)
    await alone.ready()
    await using other = await startBrowser(Number(PORT))
    await using visit = await other.open()
    await visit.page.goto(alone.url)
    await visit.page.getByRole('link', BUTTON).click()
    await visit.page.getByRole('alert').getByText('does not answer').waitFor()
    await visit.page.getByLabel('Token').waitFor()
    assertQuiet(visit)
  })
})
