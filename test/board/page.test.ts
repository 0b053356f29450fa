/** The board on a portal-api whose Redis holds a scene that is written for it. Takes about 30 seconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startFreshPortal, TOKEN, type Portal } from '../../portal-api/test/support/portal.ts'
import { makeToken } from '../../portal-api/test/support/tokens.ts'
import { assertAccessible, assertQuiet, live, signIn, statesIn } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'
import { seedScene, tellScene } from './support/scene.ts'
import { seedTask, tellProgress } from './support/seed.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

describe('the board in a browser', () => {
  let portal: Portal
  let browser: Browser
  before(async () => {
    portal = await startFreshPortal('board')
    browser = await startBrowser(Number(new URL(portal.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
  })

  it('says who may come in, and what is wrong with a token', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await page.goto(portal.url)
    await page.getByLabel('Token').fill('not-the-token-that-it-has')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('This token is not known').waitFor()
    await page.getByLabel('Token').fill(TOKEN)
    await page.keyboard.press('Enter')
    await live(page)
    const cookies = await visit.context.cookies()
    assert.deepEqual(
      cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]),
      [['slipway_session', true, 'Strict']],
    )
    await page.reload()
    await live(page)
    await page.getByRole('button', { name: 'Account: PORTAL_TOKEN' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('Token').waitFor()
  })

  it('ends with the token, and says so', async () => {
    const { id, token } = await makeToken(portal, { scopes: ['tasks:read'] })
    await using visit = await browser.open()
    const { page } = visit
    await signIn(page, portal.url, token)
    assert.equal((await portal.fetch(`/api/tokens/${id}`, { method: 'DELETE' })).status, 204)
    await page.getByRole('alert').getByText('The session has ended.').waitFor()
    await page.getByLabel('Token').fill(TOKEN)
    await page.keyboard.press('Enter')
    await live(page)
    assert.equal(await page.getByRole('alert').count(), 0)
  })

  it('asks to be loaded anew after portal-api was upgraded', async () => {
    await using visit = await browser.open()
    const { page } = visit
    // A page of the version before, as far as it can tell.
    await page.route(`${portal.url}/`, async (route) => {
      const response = await route.fetch({ url: portal.url })
      const body = (await response.text()).replace(/(<meta name="version" content=")[^"]*/, '$1of-before')
      await route.fulfill({ response, body })
    })
    await signIn(page, portal.url, TOKEN)
    await page.getByText('Slipway was upgraded.').waitFor()
    await assertAccessible(page)
    await page.unroute(`${portal.url}/`)
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.getByText('Slipway was upgraded.').waitFor({ state: 'detached' })
    await live(page)
    assert.equal(await page.getByText('Slipway was upgraded.').count(), 0)
    assertQuiet(visit)
  })

  it('says what to do first where nothing stands', async () => {
    await using visit = await browser.open()
    await signIn(visit.page, portal.url, TOKEN)
    await visit.page.getByText('Nothing stands yet').waitFor()
    await visit.page.getByText('Nothing is running').waitFor()
    await assertAccessible(visit.page)
    await visit.page.getByRole('button', { name: 'Create a team' }).click()
    await visit.page.getByRole('dialog', { name: 'New team' }).waitFor()
    assertQuiet(visit)
  })

  describe('in the middle of its day', () => {
    before(() => seedScene(portal.redis))

    it('shows all that there is', async () => {
      await using visit = await browser.open()
      const { page } = visit
      await signIn(page, portal.url, TOKEN)
      await tellScene(portal.redis)
      await page.getByText('4 teams · 6 workspaces · 14 sandboxes').waitFor()
      const running = page.getByRole('list', { name: 'Running tasks' })
      await running.getByText('Copy the database · Issue the certificate', { exact: true }).waitFor()
      await running.getByText('Undoing.').waitFor()
      const bar = page.getByRole('progressbar', { name: 'Provision sandbox shop-pricing' })
      assert.equal(await bar.getAttribute('aria-valuenow'), '62')
      assert.equal(await page.title(), '1 failed · 4 running · Slipway')
      assert.equal(await page.locator('link[rel=icon]').getAttribute('href'), '/board/icon-failed.svg')
      assert.deepEqual(await statesIn(bar), [
        ...['done', 'done', 'running', 'done', 'running', 'waiting', 'waiting', 'waiting'],
      ])
      const failed = page.getByRole('list', { name: 'Failed tasks' })
      await failed.getByText('Cannot find module').waitFor()
      await failed.getByText('STACK_EXITED Read the log lines').waitFor()
      await failed.getByText('Everything that it did was undone.').waitFor()
      await page.locator('.row[data-slug=shop-red]').getByRole('link').waitFor()
      assert.equal(await page.locator('.row[data-slug=reports-red]').getByRole('link').count(), 0, 'it is suspended')
      const agent = page.locator('[data-agent=agent-shop]')
      await agent.getByText('Bash npm test').waitFor()
      await agent.getByText('$0.41').waitFor()
      await page.getByRole('row', { name: /^Normal/ }).waitFor()
      await page.locator('.plot canvas').nth(1).waitFor()
      await page.getByText('slipway/atlas').waitFor()
      assertQuiet(visit)
    })

    for (const colorScheme of ['light', 'dark'] as const) {
      it(`can be used by everybody, in ${colorScheme}`, async () => {
        await using visit = await browser.open({ colorScheme })
        const { page } = visit
        await signIn(page, portal.url, TOKEN)
        await page.locator('.plot canvas').first().waitFor()
        for (const steps of await page.getByText('Steps', { exact: true }).all()) await steps.click()
        await assertAccessible(page)
        await page.getByRole('button', { name: 'New', exact: true }).click()
        await assertAccessible(page)
        await page.getByRole('menuitem', { name: 'Workspace…' }).click()
        await page.getByRole('dialog').waitFor()
        await assertAccessible(page)
        assertQuiet(visit)
      })
    }

    it('keeps still for who wants no motion', async () => {
      const moves = `getComputedStyle(document.querySelector('.segment[data-state=running]'), '::after').animationName`
      for (const [reducedMotion, expected] of [
        ['no-preference', 'run'],
        ['reduce', 'none'],
      ] as const) {
        await using visit = await browser.open({ reducedMotion })
        await signIn(visit.page, portal.url, TOKEN)
        await visit.page.locator('.segment[data-state=running]').first().waitFor()
        assert.equal(await visit.page.evaluate(moves), expected)
      }
    })

    it('fits a phone', async () => {
      await using visit = await browser.open(PHONE)
      const { page } = visit
      await signIn(page, portal.url, TOKEN)
      const width = 'document.documentElement.scrollWidth'
      assert.equal(await page.evaluate(width), PHONE.viewport.width, 'nothing goes beyond the side')
      await page.getByRole('link', { name: 'Resources' }).tap()
      const actions = page.getByRole('button', { name: 'Actions for shop-red' })
      await actions.tap()
      const menu = await page.getByRole('menu').boundingBox()
      assert.ok(menu && menu.x >= 0 && menu.x + menu.width <= PHONE.viewport.width, JSON.stringify(menu))
      await page.getByRole('menuitem', { name: 'Delete…' }).tap()
      const dialog = await page.getByRole('dialog').boundingBox()
      assert.ok(dialog && dialog.x >= 0 && dialog.x + dialog.width <= PHONE.viewport.width, JSON.stringify(dialog))
      await assertAccessible(page)
    })

    it('is walked through by keyboard alone', async () => {
      await using visit = await browser.open()
      const { page } = visit
      const { keyboard } = page
      const focused = () =>
        page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()')
      await signIn(page, portal.url, TOKEN)
      await keyboard.press('/')
      await keyboard.type('shop')
      await page.locator('.row[data-slug=globex]').waitFor({ state: 'detached' })
      while ((await focused()) !== 'Actions for acme') await keyboard.press('Tab')
      await keyboard.press('ArrowDown')
      assert.equal(await focused(), 'Actions for shop')
      await keyboard.press('Enter')
      await page.getByRole('menu').waitFor()
      assert.equal(await focused(), 'New sandbox…')
      await keyboard.press('ArrowUp')
      assert.equal(await focused(), 'Delete…')
      await keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      assert.equal(await focused(), 'Actions for shop')
      await keyboard.press('Enter')
      await page.getByRole('menu').waitFor()
      await keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'New sandbox' }).waitFor()
      assert.equal(await page.evaluate('document.activeElement.name'), 'slug')
      await keyboard.type('Bad Name')
      await keyboard.press('Enter')
      assert.equal(
        await page.evaluate('document.activeElement.matches(":invalid")'),
        true,
        'the browser says what is wrong',
      )
      await keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      assert.equal(await focused(), 'Actions for shop')
      assertQuiet(visit)
    })

    it('says that the connection is lost, and catches up with what happened meanwhile', async () => {
      await using visit = await browser.open()
      const { page } = visit
      await signIn(page, portal.url, TOKEN)
      await tellProgress(portal.redis, 'task-pricing', 63, 'Copy the database')
      const bar = page.getByRole('progressbar', { name: 'Provision sandbox shop-pricing' })
      await page.locator('[data-task=task-pricing]').getByText('63 %').waitFor()
      browser.cut()
      await page.getByRole('alert').getByText('The connection is lost').waitFor()
      const message = 'Issue the certificate'
      await tellProgress(portal.redis, 'task-pricing', 70, message, { name: 'copy-the-database', state: 'done' })
      browser.mend()
      await page.locator('[data-task=task-pricing]').getByText('70 %').waitFor()
      await page.getByRole('alert').waitFor({ state: 'detached' })
      assert.equal(await bar.locator('[data-step=copy-the-database]').getAttribute('data-state'), 'done')
      assertQuiet(visit, true)
    })

    it('reads everything anew when what happened meanwhile is no longer kept', async () => {
      await using visit = await browser.open()
      const { page } = visit
      await signIn(page, portal.url, TOKEN)
      await tellProgress(portal.redis, 'task-pricing', 71, 'Issue the certificate')
      await page.locator('[data-task=task-pricing]').getByText('71 %').waitFor()
      browser.cut()
      await page.getByRole('alert').waitFor()
      await seedTask(portal.redis, { id: 'unheard', type: 'team.restart', status: 'processing', slug: 'umbra', age: 1 })
      await tellProgress(portal.redis, 'task-pricing', 72, 'Issue the certificate')
      await portal.redis.xtrim('events', 'MAXLEN', 1)
      browser.mend()
      await page.getByRole('progressbar', { name: 'Restart team umbra' }).waitFor()
      assertQuiet(visit, true)
    })
  })
})
