import type { Redis } from 'ioredis'
import { z } from 'zod'
import { signIn } from './board.ts'
import type { Visit } from './browser.ts'
import { seedFleet, seedTask, tellProgress, type Fleet } from './seed.ts'

const TASKS = 20
const EVENTS = 120
const EVERY_MS = 50

/** 10 teams, 40 workspaces, 450 sandboxes. */
const FLEET: Fleet = Object.fromEntries(
  Array.from({ length: 10 }, (_, t) => [
    `team-${t}`,
    Object.fromEntries(
      Array.from({ length: 4 }, (_, w) => [
        `work-${t}-${w}`,
        Array.from({ length: w === 3 ? 12 : 11 }, (_, s) => `box-${s}`),
      ]),
    ),
  ]),
)

/** Notes how long the page is at work at a stretch, and how long after a key was pressed it is drawn. */
const MEASURE = `
  window.measured = { long: [], keys: [] }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.measured.long.push(duration)
  }).observe({ type: 'longtask' })
  addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => setTimeout(() => window.measured.keys.push(performance.now() - timeStamp)))
  }, true)
`
const Measured = z.object({ long: z.array(z.number()), keys: z.array(z.number()) })

/** Writes 500 resources and 20 tasks that run. */
export const seedCrowd = async (redis: Redis): Promise<void> => {
  await seedFleet(redis, FLEET)
  for (let n = 0; n < TASKS; n += 1)
    await seedTask(redis, {
      ...{ id: `task-${n}`, type: 'sandbox.provision', status: 'processing', slug: `work-0-0-new-${n}`, age: n },
      stages: [
        { 'Create the branch': 'running', 'Copy the database': 'running' },
        { 'Start the containers': 'waiting' },
      ],
    })
}

/** How the board answered, in milliseconds. */
export interface Responsiveness {
  /** From each key to the frame that follows it. */
  readonly keys: readonly number[]
  /** Of each stretch of work of more than 50 ms. */
  readonly long: readonly number[]
}

/** Types into the board's search while 20 events a second come, until it has shown them all. */
export const typeIntoCrowd = async (
  { page }: Visit,
  redis: Redis,
  { url, token }: { readonly url: string; readonly token: string },
): Promise<Responsiveness> => {
  await signIn(page, url, token)
  await page.getByText('10 teams · 40 workspaces · 450 sandboxes').waitFor()
  await page.getByRole('searchbox').focus()
  await page.evaluate(MEASURE)
  let sent = 0
  const sending = Promise.withResolvers<undefined>()
  const timer = setInterval(() => {
    sent += 1
    void tellProgress(redis, `task-${sent % TASKS}`, Math.min(99, sent), `Event ${sent}`)
    if (sent === EVENTS) sending.resolve(undefined)
  }, EVERY_MS)
  try {
    for (const key of 'work-3-box-7') await page.keyboard.press(key, { delay: 60 })
    for (let n = 0; n < 12; n += 1) await page.keyboard.press('Backspace', { delay: 60 })
    await sending.promise
  } finally {
    clearInterval(timer)
  }
  await page
    .locator(`[data-task=task-${TASKS - 1}]`)
    .getByText('99 %')
    .waitFor()
  return Measured.parse(await page.evaluate('window.measured'))
}
