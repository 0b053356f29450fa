/** The pictures of docs/board.md: compared with nothing, drawn anew with `BOARD_SCREENSHOTS=1`. Takes about 20 seconds. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { startFreshPortal, TOKEN, type Portal } from '../../portal-api/test/support/portal.ts'
import { ROOT } from '../../scripts/setup/environment.ts'
import { setting } from '../../scripts/setup/setting.ts'
import { assertQuiet, signIn } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'
import { seedScene, tellScene } from './support/scene.ts'

const MOST_BYTES = 200_000
const WIDE = { viewport: { width: 1400, height: 720 } }
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

interface Picture {
  readonly name: string
  readonly options: BrowserContextOptions
  readonly show: (page: Page) => Promise<unknown>
}

const plots = (page: Page): Promise<unknown> => page.locator('.plot canvas').nth(1).waitFor()

const PICTURES: readonly Picture[] = [
  { name: 'light', options: { viewport: { width: 1024, height: 820 }, colorScheme: 'light' }, show: plots },
  { name: 'dark', options: { ...WIDE, colorScheme: 'dark' }, show: plots },
  { name: 'phone', options: { ...PHONE, colorScheme: 'light' }, show: plots },
  {
    name: 'output',
    options: { ...WIDE, colorScheme: 'light' },
    async show(page) {
      await page.getByRole('button', { name: 'Output of the agent in shop-red' }).click()
      await page.getByText('Both pass').waitFor()
    },
  },
  {
    name: 'create',
    options: { ...WIDE, colorScheme: 'dark' },
    async show(page) {
      await page.getByRole('button', { name: 'New', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Workspace…' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
]

describe('pictures of the board', () => {
  let portal: Portal
  let browser: Browser
  let folder: string
  before(async () => {
    folder =
      setting('BOARD_SCREENSHOTS') === undefined
        ? await mkdtemp(join(tmpdir(), 'slipway-pictures-'))
        : join(ROOT, 'docs/board')
    portal = await startFreshPortal('boardPictures')
    await seedScene(portal.redis)
    browser = await startBrowser(Number(new URL(portal.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
    if (setting('BOARD_SCREENSHOTS') === undefined) await rm(folder, { recursive: true })
  })

  for (const { name, options, show } of PICTURES)
    it(`${name}.png can be drawn, and is small`, async () => {
      await using visit = await browser.open(options)
      const path = join(folder, `${name}.png`)
      await signIn(visit.page, portal.url, TOKEN)
      await tellScene(portal.redis)
      await visit.page.getByRole('list', { name: 'Its last steps' }).getByText('Bash npm test').first().waitFor()
      await show(visit.page)
      await visit.page.screenshot({ path, animations: 'disabled' })
      assert.ok((await stat(path)).size < MOST_BYTES)
      assertQuiet(visit)
    })
})
