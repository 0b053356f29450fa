/** What the board offers to people who may not do everything. Takes about 15 seconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { startFreshPortal, type Portal } from '../../portal-api/test/support/portal.ts'
import { makeToken, type TokenWish } from '../../portal-api/test/support/tokens.ts'
import { assertAccessible, assertQuiet, signIn } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'
import { seedFleet, seedTask } from './support/seed.ts'

const WRITES = ['teams:*', 'workspaces:*', 'tasks:*']
const READS = ['teams:read', 'workspaces:read', 'tasks:read']
const inAcme = (role: string) => [{ team_id: 'team-acme', role }]
const RUNNING = { type: 'team.restart', status: 'processing', slug: 'acme', age: 3 } as const
const FAILED = { ...RUNNING, status: 'failed', took: 1, code: 'STACK_EXITED', error: 'It ended' } as const

describe('the board of people who may not do everything', () => {
  let portal: Portal
  let browser: Browser
  before(async () => {
    portal = await startFreshPortal('boardPeople')
    await seedFleet(portal.redis, { acme: { shop: ['red'] }, globex: { ledger: ['blue'] } })
    await seedTask(portal.redis, { ...RUNNING, id: 'running' })
    await seedTask(portal.redis, { ...FAILED, id: 'broken' })
    for (const id of ['running', 'broken']) await portal.redis.hset(`task:${id}`, 'team_id', 'team-acme')
    browser = await startBrowser(Number(new URL(portal.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
  })

  const enter = async (page: Page, wish: Partial<TokenWish>): Promise<string> => {
    const { token, id } = await makeToken(portal, wish)
    await signIn(page, portal.url, token)
    return `token-${id}`
  }
  const menuOf = async (page: Page, button: string): Promise<readonly string[]> => {
    await page.getByRole('button', { name: button, exact: true }).click()
    await page.getByRole('menu').waitFor()
    await assertAccessible(page)
    const labels = await page.getByRole('menuitem').allInnerTexts()
    await page.keyboard.press('Escape')
    return labels.map((label) => label.replaceAll(/\s+/g, ' '))
  }

  it('shows all to who may only read, and offers nothing', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await enter(page, { scopes: READS })
    await page.getByText('2 teams · 2 workspaces · 2 sandboxes').waitFor()
    await page.getByText('Read only').waitFor()
    await page.getByRole('list', { name: 'Failed tasks' }).getByText('It ended', { exact: true }).waitFor()
    await page.getByRole('progressbar', { name: 'Restart team acme' }).first().waitFor()
    for (const name of [/^New/, /^Actions for/, /^Cancel/, /^Retry/])
      assert.equal(await page.getByRole('button', { name }).count(), 0, String(name))
    assert.equal(await page.getByText('Leftovers').count(), 0)
    await assertAccessible(page)
    await page.getByRole('link', { name: 'Open acme' }).focus()
    await page.keyboard.press('ArrowDown')
    assert.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Open shop', 'keys go from row to row')
    assertQuiet(visit)
  })

  it('says of what takes another role in the team that it does', async () => {
    await using visit = await browser.open()
    const { page } = visit
    const user_id = await enter(page, { scopes: WRITES, teams: inAcme('member') })
    await page.getByText('1 team · 1 workspace · 1 sandbox').waitFor()
    assert.deepEqual(await menuOf(page, 'Actions for acme'), [
      'New workspace… For admins of the team',
      'Restart For admins of the team',
      'Suspend For admins of the team',
      'Rebuild from the template For admins of the team',
      'Delete… For owners of the team',
    ])
    assert.deepEqual(await menuOf(page, 'Actions for shop'), [
      'New sandbox…',
      ...['Restart', 'Suspend', 'Delete…'].map((label) => `${label} For admins of the team`),
    ])
    assert.deepEqual(await menuOf(page, 'Actions for shop-red'), ['Restart', 'Suspend', 'Restart its agent', 'Delete…'])
    await page.getByRole('button', { name: 'Actions for acme', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Suspend' }).press('Enter')
    await page.getByRole('menu').waitFor()
    assert.equal(await page.getByRole('log').getByRole('paragraph').count(), 0, 'nothing was asked for')
    await page.keyboard.press('Escape')

    assert.equal(await page.getByRole('button', { name: /^(?:Cancel|Retry)/ }).count(), 0)
    await seedTask(portal.redis, { ...RUNNING, id: 'mine' })
    await portal.redis.hset('task:mine', { user_id, team_id: 'team-acme' })
    await page.reload()
    await page.locator('[data-task=mine]').getByRole('button', { name: 'Cancel' }).waitFor()
    assert.equal(await page.getByRole('button', { name: /^Cancel/ }).count(), 1, 'only of the task of their own')
    assertQuiet(visit)
  })

  it('lets admins of a team make workspaces in it, and nowhere else', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await enter(page, { scopes: ['workspaces:*', 'tasks:*', 'teams:read'], teams: inAcme('admin') })
    assert.deepEqual(await menuOf(page, 'New'), ['Workspace…', 'Sandbox…'])
    await page.getByRole('button', { name: 'New', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Workspace…' }).click()
    assert.deepEqual(await page.getByLabel('Team').getByRole('option').allInnerTexts(), ['acme'])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('[data-task=running]').getByRole('button', { name: 'Cancel' }).waitFor()
    await page.locator('[data-task=broken]').getByRole('button', { name: 'Retry' }).waitFor()
    assertQuiet(visit)
  })

  it('shows resources to who may not watch tasks, read now and then', async () => {
    await using visit = await browser.open({ viewport: { width: 390, height: 844 } })
    const { page } = visit
    const { token } = await makeToken(portal, { scopes: ['teams:read', 'workspaces:read'] })
    await page.goto(portal.url)
    await page.getByLabel('Token').fill(token)
    await page.keyboard.press('Enter')
    await page.locator('.link[data-link=polled]').waitFor()
    await page.getByText('2 teams · 2 workspaces · 2 sandboxes').waitFor()
    assert.equal(await page.getByText('Queues').count(), 0)
    await assertAccessible(page)
    assertQuiet(visit)
  })
})
