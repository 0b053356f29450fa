/** The board on a whole Slipway: what is asked of it is done for real, and watched. Takes about 60 seconds. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { ROOT } from '../../scripts/setup/environment.ts'
import { startService } from '../../scripts/setup/service.ts'
import { assertActive, assertGone, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, team, workspace } from '../support/tasks.ts'
import { assertQuiet, signIn, statesIn } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'

/** A container that ends as soon as it has begun. */
const EXITS = ['/bin/busybox', 'sh', '-c', 'echo about to leave; /bin/busybox sleep 0.2; exit 7']

/** Notes every value and every state of step that the bar of the next task goes through, from the moment in which it is there. */
const WATCH_NEXT_BAR = `
  window.seen = { values: [], states: new Set() }
  const known = new Set([...document.querySelectorAll('[data-task]')].map((card) => card.dataset.task))
  const look = () => {
    const card = [...document.querySelectorAll('[data-task]')].find(({ dataset }) => !known.has(dataset.task))
    const bar = card?.querySelector('[role=progressbar]')
    if (!bar) return
    const value = Number(bar.ariaValueNow)
    if (window.seen.values.at(-1) !== value) window.seen.values.push(value)
    for (const segment of bar.querySelectorAll('[data-step]')) window.seen.states.add(segment.dataset.state)
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
`
const Seen = z.object({ values: z.array(z.number()), states: z.array(z.string()) })
const seenOf = async (page: Page): Promise<z.infer<typeof Seen>> =>
  Seen.parse(await page.evaluate('({ values: window.seen.values, states: [...window.seen.states] })'))

describe('the board of a whole Slipway', () => {
  let slip: Installation
  let templates: string
  let browser: Browser
  const [ours, home] = [fresh('team'), fresh('home')]

  before(async () => {
    templates = await mkdtemp(join(tmpdir(), 'slipway-templates-'))
    await cp(join(ROOT, 'templates'), templates, { recursive: true })
    slip = await install({ env: { TEMPLATES_DIR: templates } })
    browser = await startBrowser(Number(new URL(slip.slipway.url).port))
    await assertActive(slip, await endOf(slip, await slip.enqueue(team.provision(ours))))
    await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(home, ours))))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await slip[Symbol.asyncDispose]()
    await rm(templates, { recursive: true })
  })

  const createSandbox = async (page: Page, slug: string): Promise<string> => {
    const name = `Provision sandbox ${home.slug}-${slug}`
    await page.evaluate(WATCH_NEXT_BAR)
    await page.getByRole('button', { name: `Actions for ${home.slug}`, exact: true }).click()
    await page.getByRole('menuitem', { name: 'New sandbox…' }).click()
    await page.getByLabel('Name', { exact: true }).fill(slug)
    await page.getByRole('button', { name: 'Create sandbox' }).click()
    await page.getByRole('progressbar', { name }).waitFor()
    return name
  }

  it('provisions a sandbox, and shows its bar from 0 to 100', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await signIn(page, slip.slipway.url, slip.slipway.token)
    const name = await createSandbox(page, 'one')
    await page.locator('[role=progressbar][aria-valuenow="100"]').waitFor()
    const row = page.locator(`.row[data-slug=${home.slug}-one]`)
    await row.getByText('Active').waitFor()
    const { values, states } = await seenOf(page)
    assert.deepEqual([values[0], values.at(-1)], [0, 100])
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    )
    assert.ok(values.length > 4, `it moved: ${values.join(' ')}`)
    assert.deepEqual(states.sort(), ['done', 'running', 'waiting'])
    const url = (await row.getByRole('link').getAttribute('href')) ?? ''
    assert.equal((await fetch(`${url}/health`)).status, 200)
    await page.getByRole('list', { name: 'Ended tasks' }).getByText(name).waitFor()
    assertQuiet(visit)
  })

  it('shows what failed and how it is undone, and runs it again when asked to', async () => {
    await using visit = await browser.open()
    const { page } = visit
    const template = join(templates, 'sandbox.yml.j2')
    const whole = await readFile(template, 'utf8')
    await writeFile(template, whole.replace(/^ {4}init: true$/m, `    command: ${JSON.stringify(EXITS)}`))
    await signIn(page, slip.slipway.url, slip.slipway.token)
    const name = await createSandbox(page, 'two')
    const failed = page.getByRole('list', { name: 'Failed tasks' })
    await failed.getByText('about to leave').waitFor()
    await failed.getByText('STACK_EXITED Read the log lines of the named service').waitFor()
    await failed.getByText('Everything that it did was undone.').waitFor()
    const { states } = await seenOf(page)
    for (const state of ['done', 'running', 'undoing', 'undone']) assert.ok(states.includes(state), states.join(' '))
    const bar = failed.getByRole('progressbar', { name })
    // What has no effect needs no undo.
    assert.deepEqual([...new Set(await statesIn(bar))].sort(), ['done', 'undone'])

    await writeFile(template, whole)
    await failed.getByRole('button', { name: `Retry: ${name}` }).click()
    await page.locator(`.row[data-slug=${home.slug}-two]`).getByText('Active').waitFor()
    await page.getByRole('list', { name: 'Ended tasks' }).getByText(`${name} – failed, sent again`).waitFor()
    assertQuiet(visit)
  })

  it('catches up after portal-api was started anew', async () => {
    await using visit = await browser.open()
    const { page } = visit
    await signIn(page, slip.slipway.url, slip.slipway.token)
    const later = fresh('later')
    await page.locator(`.row[data-slug=${ours.slug}]`).waitFor()
    await slip.slipway.portal[Symbol.asyncDispose]()
    await page.getByRole('alert').getByText('The connection is lost').waitFor()
    const { type, payload } = team.provision(later)
    const task = { id: later.id, type, payload, user_id: 'fault-user', created_at: new Date().toISOString() }
    await slip.redis.lpush('queue:provisioning:high', JSON.stringify(task))
    await endOf(slip, later.id)
    await using _portal = await startService({
      ...{ name: 'portal-api', main: join(ROOT, 'portal-api/src/main.ts'), upWhen: 'listening' },
      env: { REDIS_URL: slip.redisUrl, DATA_DIR: slip.dataDir, PORT: new URL(slip.slipway.url).port },
      onLine: () => undefined,
      signal: new AbortController().signal,
    })
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.locator(`.row[data-slug=${later.slug}]`).getByText('Active').waitFor()

    await page.getByRole('button', { name: `Actions for ${later.slug}` }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    const plan = page.getByRole('list', { name: 'What is going to happen' })
    await plan.getByText(`removes stack team-${later.slug}`).waitFor()
    await page.getByRole('button', { name: 'Delete team' }).click()
    await page.locator(`.row[data-slug=${later.slug}]`).waitFor({ state: 'detached' })
    await assertGone(slip, 'team', later.id)
    assertQuiet(visit, true)
  })
})
