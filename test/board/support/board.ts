import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'

/** Signs in with a token, as a person does. */
export const signIn = async (page: Page, url: string, token: string): Promise<void> => {
  await page.goto(url)
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await live(page)
}

/** Resolves when the board says that it is live, and has read what stands. */
export const live = async (page: Page): Promise<void> => {
  await page.locator('.link[data-link=live]').waitFor()
  await page.getByText('Reading what stands').waitFor({ state: 'detached' })
}

/** The page is one that everybody can use, as far as a program can tell. */
export const assertAccessible = async (page: Page): Promise<void> => {
  // Legacy: the other way opens another page, which the one browser of a test has no room for.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  )
  assert.deepEqual(told, [])
}

/** States of the steps in a bar, from left to right. */
export const statesIn = async (bar: Locator): Promise<readonly (string | null)[]> =>
  Promise.all((await bar.locator('[data-step]').all()).map((step) => step.getAttribute('data-state')))

/** Nothing was logged as an error but what the browser itself says of a portal-api that goes down: 503 first, then nothing. */
export const assertQuiet = ({ errors }: Visit, cutOff = false): void => {
  const told = cutOff ? errors.filter((error) => !/net::ERR_|status of 503/.test(error)) : errors
  assert.deepEqual(told, [])
}
