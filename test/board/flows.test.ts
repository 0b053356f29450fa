/** What people do on the board, from beginning to end, on a whole Slipway. Takes about 60 seconds. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { inventoryKey, leftoverId, LEFTOVERS, ownerKey, ResourceRecord, type LeftoverRecord } from '#contract'
import { ROOT } from '../../scripts/setup/environment.ts'
import { SAMPLE_TEMPLATE } from '../../scripts/setup/template.ts'
import { assertGone, assertSwept } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh } from '../support/tasks.ts'
import { onEngine, ownerLabel } from '../support/world.ts'
import { assertAccessible, assertQuiet, signIn } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'dark' } as const
/** A container that runs, and never answers. */
const SILENT = ['/bin/busybox', 'sleep', '600']

describe('a person at the board', () => {
  let slip: Installation
  let templates: string
  let browser: Browser
  const [ours, home] = [fresh('team').slug, fresh('home').slug]

  before(async () => {
    templates = await mkdtemp(join(tmpdir(), 'slipway-templates-'))
    await cp(join(ROOT, 'templates'), templates, { recursive: true })
    slip = await install({ env: { TEMPLATES_DIR: templates, SWEEP_INTERVAL_S: '86400' } })
    browser = await startBrowser(Number(new URL(slip.slipway.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await slip[Symbol.asyncDispose]()
    await rm(templates, { recursive: true })
  })

  const enter = (page: Page): Promise<void> => signIn(page, slip.slipway.url, slip.slipway.token)
  const row = (page: Page, slug: string) => page.locator(`.row[data-slug=${slug}]`)
  const idOf = async (type: ResourceRecord['type'], slug: string): Promise<string> => {
    const records = (await slip.redis.hvals(inventoryKey(type))).map((text) => ResourceRecord.parse(JSON.parse(text)))
    return records.find((each) => each.slug === slug)?.id ?? assert.fail(`there is no ${type} ${slug}`)
  }

  it('makes a team, a workspace and a sandbox one after the other, on a phone in the dark', async () => {
    await using visit = await browser.open(PHONE)
    const { page } = visit
    await enter(page)
    /** Gives what the window asks for, and waits until it stands. */
    const make = async (kind: string, slug: string, fill: () => Promise<unknown>, shown = slug): Promise<void> => {
      await page.getByRole('button', { name: 'New', exact: true }).tap()
      await page.getByRole('menuitem', { name: `${kind}…` }).tap()
      const dialog = page.getByRole('dialog', { name: `New ${kind.toLowerCase()}` })
      await dialog.getByLabel('Name', { exact: true }).fill(slug)
      await fill()
      await assertAccessible(page)
      const box = await dialog.boundingBox()
      assert.ok(box && box.x >= 0 && box.x + box.width <= PHONE.viewport.width, JSON.stringify(box))
      await dialog.getByRole('button', { name: `Create ${kind.toLowerCase()}` }).tap()
      await dialog.waitFor({ state: 'detached' })
      await row(page, shown).getByText('Active').waitFor()
      const width = await page.evaluate('document.documentElement.scrollWidth')
      assert.equal(width, PHONE.viewport.width, 'nothing goes beyond the side')
    }
    await make('Team', ours, () => page.getByLabel('Title').fill('Ours'))
    await make('Workspace', home, async () => {
      await page.getByLabel('Team', { exact: true }).selectOption({ label: ours })
      await page.getByLabel('Template repository').fill(SAMPLE_TEMPLATE)
    })
    await make('Sandbox', 'one', () => page.getByLabel('Workspace', { exact: true }).selectOption(home), `${home}-one`)
    const url = (await row(page, `${home}-one`).getByRole('link').getAttribute('href')) ?? ''
    assert.equal((await fetch(`${url}/health`)).status, 200)
    await page.getByText('1 team · 1 workspace · 1 sandbox').waitFor()
    assertQuiet(visit)
  })

  it('cancels what is on its way, and all of it is undone', async () => {
    await using visit = await browser.open()
    const { page } = visit
    const template = join(templates, 'sandbox.yml.j2')
    const whole = await readFile(template, 'utf8')
    await writeFile(
      template,
      whole.replace(/^ {4}init: true$/m, `    init: true\n    command: ${JSON.stringify(SILENT)}`),
    )
    await enter(page)
    await page.getByRole('button', { name: `Actions for ${home}`, exact: true }).click()
    await page.getByRole('menuitem', { name: 'New sandbox…' }).click()
    await page.getByLabel('Name', { exact: true }).fill('two')
    await page.keyboard.press('Enter')
    const name = `Provision sandbox ${home}-two`
    const card = page
      .getByRole('list', { name: 'Running tasks' })
      .getByRole('listitem')
      .filter({ hasText: `${home}-two` })
    await card.locator('.doing').getByText('Starting the containers').waitFor()
    assert.equal(await page.title(), '1 running · Slipway')
    await page.getByRole('button', { name: `Cancel: ${name}` }).click()
    await page.getByRole('log').getByText('is being cancelled; what it did is undone').waitFor()
    await page.getByRole('list', { name: 'Ended tasks' }).getByText(`${name} – cancelled, undone`).waitFor()
    await row(page, `${home}-two`).waitFor({ state: 'detached' })
    assert.equal(await page.title(), 'Slipway')
    await writeFile(template, whole)
    await assertSwept(slip)
    assertQuiet(visit)
  })

  it('removes a leftover once its name was confirmed', async () => {
    await using visit = await browser.open()
    const { page } = visit
    const thing = { kind: 'directory', name: `teams/${fresh('gone').slug}`, owner: ownerKey('team', 'gone') } as const
    const place = join(slip.dataDir, thing.name)
    const tag = z
      .looseObject({})
      .parse(JSON.parse(await readFile(join(slip.dataDir, 'teams', ours, '.slipway.json'), 'utf8')))
    await mkdir(place)
    await writeFile(join(place, '.slipway.json'), JSON.stringify({ ...tag, owner: thing.owner, task: 'long-ended' }))
    const [id, now] = [leftoverId(thing), new Date().toISOString()]
    // As a sweep writes down what it could not remove.
    const record: LeftoverRecord = { ...thing, id, reason: 'not in the ledger', found_at: now, last_tried_at: now }
    await slip.redis.hset(LEFTOVERS, id, JSON.stringify(record))
    await enter(page)
    const leftover = page.locator(`[data-leftover="${id}"]`)
    await leftover.getByRole('button', { name: `Remove directory ${thing.name}` }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove directory' })
    await dialog.getByText(thing.owner).waitFor()
    await assertAccessible(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    assert.ok(existsSync(place), 'nothing was removed yet')
    await leftover.getByRole('button').click()
    await dialog.getByRole('button', { name: 'Remove for good' }).click()
    await page.getByText('Nothing is left over').waitFor()
    assert.ok(!existsSync(place))
    assertQuiet(visit)
  })

  it('deletes a team with all that is in it and makes another one, by keyboard alone', async () => {
    await using visit = await browser.open()
    const { page } = visit
    const { keyboard } = page
    const [teamId, sandboxId] = [await idOf('team', ours), await idOf('sandbox', `${home}-one`)]
    const focused = () => page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()')
    const tabTo = async (name: string): Promise<void> => {
      for (let n = 0; (await focused()) !== name; n += 1) {
        assert.ok(n < 40, `Tab does not come to ${name}`)
        await keyboard.press('Tab')
      }
    }
    await enter(page)
    await row(page, ours).waitFor()
    await keyboard.press('/')
    await tabTo(`Actions for ${ours}`)
    await keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await keyboard.press('End')
    assert.equal(await focused(), 'Delete…')
    await keyboard.press('Enter')
    const plan = page.getByRole('list', { name: 'What is going to happen' })
    await plan.getByText(`removes stack sandbox-${home}-one`).waitFor()
    assert.ok(await page.getByLabel('Delete what is in it as well: 1 workspace').isChecked())
    assert.equal((await onEngine(slip.docker, ownerLabel(ownerKey('sandbox', sandboxId)))).length, 2, 'it still stands')
    await tabTo('Delete team')
    await keyboard.press('Enter')
    await row(page, ours).waitFor({ state: 'detached' })
    await page.getByText('Nothing stands yet').waitFor()
    await assertGone(slip, 'team', teamId)
    await assertGone(slip, 'sandbox', sandboxId)

    const later = fresh('later').slug
    await tabTo('New')
    await keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'New team' }).waitFor()
    await keyboard.type(later)
    await keyboard.press('Enter')
    await row(page, later).getByText('Active').waitFor()
    await page.getByRole('list', { name: 'Ended tasks' }).getByText(`Provision team ${later}`).waitFor()
    await assertAccessible(page)
    assertQuiet(visit)
  })
})
