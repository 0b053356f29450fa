/** Agents on the board, and whatever programs and people say: text, and nothing else. Takes about 15 seconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { inventoryKey, type ResourceRecord } from '#contract'
import { createAgentRecords } from '../../orchestrator/src/redis/agent-records.ts'
import type { AgentRecords } from '../../orchestrator/src/records/agents.ts'
import { startFreshPortal, TOKEN, type Portal } from '../../portal-api/test/support/portal.ts'
import { assertAccessible, assertQuiet, signIn } from './support/board.ts'
import { startBrowser, type Browser } from './support/browser.ts'
import { seedLeftover, seedTask, tellProgress } from './support/seed.ts'

const HOSTILE = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>'

describe('the board', () => {
  let portal: Portal
  let browser: Browser
  let records: AgentRecords
  before(async () => {
    portal = await startFreshPortal('boardAgents')
    records = createAgentRecords(portal.redis)
    browser = await startBrowser(Number(new URL(portal.url).port))
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
  })

  /** An agent at work in `shop-<name>`, as an orchestrator keeps and tells it. */
  const startAgent = async (name: string) => {
    const task_id = `agent-${name}`
    await seedTask(portal.redis, { id: task_id, type: 'agent.run', status: 'processing', slug: `shop-${name}`, age: 9 })
    const subject = { task_id, workspace_slug: 'shop', sandbox_slug: name, card_id: 'c', column: 'In Progress' }
    await records.begin({ ...subject, agent: 'claude', agent_type: 'developer' })
    let end = 0
    return {
      task_id,
      use: (line: string) => {
        const about = { task_id, resource_id: `shop-${name}`, card_id: 'c', timestamp: new Date().toISOString() }
        return records.tell({ type: 'tool', ...about, line })
      },
      print: (text: string) => records.append(task_id, (end += Buffer.byteLength(text)), text),
      async finish() {
        await portal.redis.hset(`task:${task_id}`, { status: 'completed', completed_at: new Date().toISOString() })
        await records.end(task_id, { status: 'completed', result: {} })
      },
    }
  }

  it('shows what an agent did before one came, its costs, and its output as it is printed', async () => {
    const agent = await startAgent('red')
    for (const line of ['Read README.md', 'Read src/app.ts', 'Edit src/app.ts', 'Bash npm test', 'Bash npm run lint'])
      await agent.use(line)
    await records.update(agent.task_id, { host: 'build-1', turns: 7, cost_usd: 0.4132 })
    await agent.print('first line\nsecond line\n')
    await using visit = await browser.open()
    const { page } = visit
    await signIn(page, portal.url, TOKEN)
    const card = page.locator('[data-agent=agent-red]')
    const steps = card.getByRole('list', { name: 'Its last steps' }).getByRole('listitem')
    await card.getByText('Bash npm run lint').waitFor()
    assert.deepEqual(await steps.allInnerTexts(), [
      ...['Read src/app.ts', 'Edit src/app.ts', 'Bash npm test', 'Bash npm run lint'],
    ])
    await card.getByText('$0.41 · 7 turns').waitFor()
    await agent.use('Bash git diff')
    await card.getByText('Bash git diff').waitFor()
    assert.equal(await steps.count(), 4)

    await card.getByRole('button', { name: 'Output of the agent in shop-red' }).click()
    const output = page.getByRole('region', { name: 'Output' })
    await output.getByText('second line').waitFor()
    await agent.print('\u001b[32mthird\u001b[0m line\n')
    await output.getByText('third line', { exact: true }).waitFor()
    const content = [{ type: 'tool_use', name: 'Bash', input: { command: 'git push' } }]
    const event = JSON.stringify({ type: 'assistant', message: { content } })
    await agent.print(`${event}\n`)
    await output.getByText('Bash git push', { exact: true }).waitFor()
    await page.getByLabel('As it was printed').check()
    await output.getByText(event, { exact: true }).waitFor()
    await assertAccessible(page)
    await agent.finish()
    await page.getByText('It has ended.').waitFor()
    assertQuiet(visit)
  })

  it('shows whatever programs and people say as text', async () => {
    const agent = await startAgent('blue')
    await agent.use(HOSTILE)
    await agent.print(`${HOSTILE}\nuser\u202etxt.exe\u0000\n`)
    const at = new Date().toISOString()
    const record: ResourceRecord = {
      ...{ type: 'team', id: 'hostile', slug: HOSTILE, status: 'active', task_id: 't', created_at: at, updated_at: at },
      metadata: { url: 'javascript:window.hacked = true', subdomain: HOSTILE },
    }
    await portal.redis.hset(inventoryKey('team'), 'hostile', JSON.stringify(record))
    const failed = { status: 'failed', slug: HOSTILE, age: 9, took: 1, error: HOSTILE, code: HOSTILE } as const
    await seedTask(portal.redis, { id: 'failed', type: 'team.restart', ...failed, stages: [{ [HOSTILE]: 'failed' }] })
    await seedTask(portal.redis, {
      id: 'runs',
      type: HOSTILE,
      status: 'processing',
      slug: 'shop',
      age: 1,
      message: HOSTILE,
    })
    await seedLeftover(portal.redis, {
      ...{ id: 'a1b2c3d4e5f60718', kind: 'repository', name: HOSTILE, owner: HOSTILE },
      ...{ reason: 'its owner is gone', found_at: at, last_tried_at: at },
      failure: { code: 'FORGE_FAILED', message: `Away: ${HOSTILE}`, retryable: true, remedy: HOSTILE },
    })
    await using visit = await browser.open()
    const { page } = visit
    await signIn(page, portal.url, TOKEN)
    await page.locator('[data-agent=agent-blue]').getByText(HOSTILE).waitFor()
    await page.locator('.row').getByText(HOSTILE).first().waitFor()
    await page.locator('[data-leftover]').getByText(HOSTILE, { exact: true }).waitFor()
    await page.locator('[data-leftover]').getByText(`Away: ${HOSTILE}`).waitFor()
    await page.locator('[data-task=failed] .reason').getByText(HOSTILE).waitFor()
    await tellProgress(portal.redis, 'runs', 50, `${HOSTILE} again`)
    await page.locator('[data-task=runs]').getByText(`${HOSTILE} again`).waitFor()
    await page.getByRole('button', { name: 'Output of the agent in shop-blue' }).click()
    const output = page.getByRole('region', { name: 'Output' })
    await output.getByText('user\ufffdtxt.exe\ufffd', { exact: true }).waitFor()
    await output.getByText(HOSTILE).waitFor()
    assert.equal(await page.evaluate('window.hacked'), undefined)
    assert.equal(await page.locator('img, body script').count(), 0)
    assert.equal(await page.locator('a[href^="javascript:"]').count(), 0)
    assertQuiet(visit)
  })

  it('tells of the last hour to who uses keys, and says when nothing is known of it', async () => {
    const sample = (secondsAgo: number, waiting: number) => {
      const lane = { waiting, active: 0, delayed: 0, oldest_wait_ms: waiting * 1_000 }
      const none = { ...lane, waiting: 0, oldest_wait_ms: 0 }
      const lanes = { high: none, normal: lane, 'agents.high': none, 'agents.normal': none }
      const at = new Date(Date.now() - secondsAgo * 1_000).toISOString()
      return ['slipway:queue-samples', Date.now() - secondsAgo * 1_000, JSON.stringify({ at, lanes })] as const
    }
    await using visit = await browser.open()
    const { page } = visit
    await signIn(page, portal.url, TOKEN)
    await page.getByText('No samples of the last hour').waitFor()
    for (const [age, waiting] of [
      [45, 1],
      [30, 12],
      [15, 3],
    ] as const)
      await portal.redis.zadd(...sample(age, waiting))
    await page.reload()
    await page.getByText(/^at most 12, Normal at/).waitFor()
    await page.getByText(/^at most 12 s, Normal at/).waitFor()
    const slider = page.getByRole('slider', { name: 'Time within the last hour' })
    assert.equal(await slider.getAttribute('aria-valuetext'), 'now')
    await slider.press('ArrowLeft')
    await page.getByRole('row', { name: 'Normal 3 0 0 3.0 s' }).waitFor()
    await slider.press('ArrowLeft')
    await page.getByRole('row', { name: 'Normal 12 0 0 12 s' }).waitFor()
    assert.match(
      (await slider.getAttribute('aria-valuetext')) ?? '',
      /waiting: High 0, Normal 12, Agents, urgent 0, Agents 0$/,
    )
    await slider.press('End')
    await page.getByText('now, and over the last hour').waitFor()
    await assertAccessible(page)
    assertQuiet(visit)
  })
})
