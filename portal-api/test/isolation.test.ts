import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { LANES, LANE_QUEUES, TASK_INDEX } from '#contract'
import { startFreshPortal, type Portal } from './support/portal.ts'
import { sentEvents, take } from './support/sse.ts'
import { fillTeam, LEFTOVER_IDS, NEEDLE, ownerToken, tell, type Whose } from './support/two-teams.ts'

/**
 * How an operation answers who is in another team:
 * - `public`: as it answers everybody
 * - `own`: 200, with nothing of the other team
 * - `taken`: 409, as everybody is told who wants a name that somebody has
 * - `absent`: 404, as for what is not there
 * - `admin`: 403, whoever's it is
 * - `stream`: events, of which none is of the other team
 */
type Answer = 'public' | 'own' | 'taken' | 'absent' | 'admin' | 'stream'

interface Case {
  readonly answer: Answer
  /** What is asked for, of a team. @default the address as it is in the document */
  readonly path?: (whose: Whose) => string
  readonly body?: (whose: Whose) => object
  /** How who is in the team is answered. Orchestrators are asked by some: there is none. @default 200, 202 or 204 */
  readonly inside?: number
}

const sandbox = (whose: Whose) => `/api/workspaces/${whose}-shop/sandboxes/one`
const team = (whose: Whose) => ({ team_id: whose, team_slug: `${whose}-team` })

/** Every operation of the document, by its name. */
const CASES: Readonly<Record<string, Case>> = {
  getHealth: { answer: 'public' },
  getReadiness: { answer: 'public' },
  getDocument: { answer: 'public' },
  getSessionOptions: { answer: 'public' },
  closeSession: { answer: 'public' },
  openSession: { answer: 'public' },
  tellCardMoved: { answer: 'public' },
  getMe: { answer: 'own' },
  getQueues: { answer: 'own' },
  getMetrics: { answer: 'own' },
  listResources: { answer: 'own' },
  listTeams: { answer: 'own' },
  listWorkspaces: { answer: 'own' },
  listTasks: { answer: 'own' },
  listAgents: { answer: 'own' },
  followEvents: { answer: 'stream', path: () => '/api/events?last_event_id=0-0' },
  createToken: { answer: 'admin' },
  listTokens: { answer: 'admin' },
  revokeToken: { answer: 'admin', path: () => '/api/tokens/0123456789abcdef' },
  listAudit: { answer: 'admin' },
  exportAudit: { answer: 'admin' },
  listLeftovers: { answer: 'admin' },
  removeLeftover: { answer: 'admin', path: (whose) => `/api/leftovers/${LEFTOVER_IDS[whose]}` },
  getTask: { answer: 'absent', path: (whose) => `/api/tasks/${whose}-running` },
  followTask: { answer: 'absent', path: (whose) => `/api/tasks/${whose}-failed/events` },
  cancelTask: { answer: 'absent', path: (whose) => `/api/tasks/${whose}-running` },
  retryTask: { answer: 'absent', path: (whose) => `/api/tasks/${whose}-failed/retry` },
  createTask: { answer: 'absent', body: (whose) => ({ type: 'team.suspend', payload: team(whose) }) },
  getAgent: { answer: 'absent', path: (whose) => `/api/agents/${whose}-agent` },
  followOutput: { answer: 'absent', path: (whose) => `/api/agents/${whose}-agent/output` },
  getTeam: { answer: 'absent', path: (whose) => `/api/teams/${whose}-team` },
  deleteTeam: { answer: 'absent', path: (whose) => `/api/teams/${whose}-team` },
  restartTeam: { answer: 'absent', path: (whose) => `/api/teams/${whose}-team/restart` },
  suspendTeam: { answer: 'absent', path: (whose) => `/api/teams/${whose}-team/suspend` },
  createTeam: { answer: 'taken', body: (whose) => ({ slug: `${whose}-team`, team_id: whose }) },
  createWorkspace: {
    answer: 'absent',
    body: (whose) => ({ slug: 'new-shop', team_id: whose, template_repo: 'slipway/sample' }),
  },
  getWorkspace: { answer: 'absent', path: (whose) => `/api/workspaces/${whose}-shop` },
  deleteWorkspace: { answer: 'absent', path: (whose) => `/api/workspaces/${whose}-shop` },
  getClientSecret: { answer: 'absent', path: (whose) => `/api/workspaces/${whose}-shop/client-secret`, inside: 503 },
  listSandboxes: { answer: 'absent', path: (whose) => `/api/workspaces/${whose}-shop/sandboxes` },
  createSandbox: {
    answer: 'absent',
    path: (whose) => `/api/workspaces/${whose}-shop/sandboxes`,
    body: () => ({ slug: 'two' }),
  },
  getSandbox: { answer: 'absent', path: sandbox },
  deleteSandbox: { answer: 'absent', path: sandbox },
  restartWorkspace: { answer: 'absent', path: (whose) => `/api/workspaces/${whose}-shop/restart` },
  suspendWorkspace: { answer: 'absent', path: (whose) => `/api/workspaces/${whose}-shop/suspend` },
  restartSandbox: { answer: 'absent', path: (whose) => `${sandbox(whose)}/restart` },
  suspendSandbox: { answer: 'absent', path: (whose) => `${sandbox(whose)}/suspend` },
  restartSandboxAgent: { answer: 'absent', path: (whose) => `${sandbox(whose)}/agent/restart` },
}

/** Pages that are no operations of the document. */
const PAGES = ['/queues', '/queues/api/queues']

const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))),
})

interface Operation extends Case {
  readonly name: string
  readonly method: string
  readonly template: string
}

describe('who is in another team', () => {
  let portal: Portal
  let ours: string
  let theirs: string
  let operations: readonly Operation[]
  before(async () => {
    portal = await startFreshPortal('isolation')
    for (const whose of ['ours', 'theirs'] as const) await fillTeam(portal, whose)
    ours = await ownerToken(portal, 'ours')
    theirs = await ownerToken(portal, 'theirs')
    const { paths } = Document.parse(await (await fetch(`${portal.url}/openapi.json`)).json())
    operations = Object.entries(paths).flatMap(([template, path]) =>
      Object.entries(path).map(([method, { operationId: name }]) => {
        const known = CASES[name] ?? assert.fail(`${name} has no case here`)
        return { ...known, name, method: method.toUpperCase(), template }
      }),
    )
  })
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const of = (...answers: readonly Answer[]) => operations.filter(({ answer }) => answers.includes(answer))
  const ask = ({ method, template, path, body }: Operation, whose: Whose, token?: string) =>
    fetch(`${portal.url}${path?.(whose) ?? template}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body(whose)) }),
    })
  const enqueued = async (): Promise<number> => {
    const counted = LANES.map((lane) => `${LANE_QUEUES[lane].prefix}:${LANE_QUEUES[lane].name}:id`)
    return (await Promise.all(counted.map((key) => portal.redis.get(key)))).reduce((sum, n) => sum + Number(n), 0)
  }
  const problem = async (response: Response) =>
    z.object({ detail: z.string(), code: z.string() }).parse(await response.json())

  it('is considered for every operation that the document has', () => {
    assert.deepEqual(operations.map(({ name }) => name).sort(), Object.keys(CASES).sort())
  })

  it('is told that what is theirs is not there, and changes nothing', async () => {
    const before = [await enqueued(), await portal.redis.zcard(TASK_INDEX)]
    for (const operation of of('absent', 'taken')) {
      const response = await ask(operation, 'theirs', ours)
      const { detail } = await problem(response)
      assert.equal(response.status, operation.answer === 'taken' ? 409 : 404, `${operation.name}: ${detail}`)
      assert.ok(!detail.includes(NEEDLE), detail)
    }
    assert.deepEqual([await enqueued(), await portal.redis.zcard(TASK_INDEX)], before)
  })

  it('is refused what is for admins, pages included', async () => {
    for (const operation of of('admin')) {
      const response = await ask(operation, 'theirs', ours)
      assert.deepEqual([response.status, (await problem(response)).code], [403, 'FORBIDDEN'], operation.name)
    }
    for (const page of PAGES) {
      const response = await fetch(`${portal.url}${page}`, { headers: { authorization: `Bearer ${ours}` } })
      assert.equal(response.status, 403, page)
      assert.equal((await portal.fetch(page)).status, 200, page)
    }
  })

  it('sees nothing of theirs in what everybody may ask for', async () => {
    for (const operation of of('public', 'own')) {
      const text = await (await ask(operation, 'theirs', ours)).text()
      assert.doesNotMatch(text, new RegExp(`${NEEDLE}|theirs`), operation.name)
      if (operation.name.startsWith('list')) assert.match(text, /ours/, operation.name)
    }
  })

  it('hears nothing of theirs, neither of what was nor of what happens', async () => {
    for (const operation of of('stream')) {
      const events = sentEvents(await ask(operation, 'theirs', ours))
      const told: unknown[] = []
      for (let n = 0; n < 3; n += 1) {
        const [event] = await take(events, 1)
        told.push([event?.data['task_id'], event?.data['team_id']])
        await tell(portal.redis, 'theirs')
        await tell(portal.redis, 'ours')
      }
      await events.return(undefined)
      assert.deepEqual(told, Array(3).fill(['ours-running', 'ours']))
    }
  })

  it('is somebody: without a token, nothing but what is public is answered', async () => {
    for (const operation of of('own', 'taken', 'absent', 'admin', 'stream'))
      assert.equal((await ask(operation, 'theirs')).status, 401, operation.name)
  })

  it('is answered otherwise than who is in the team, of whom the same requests are taken', async () => {
    const asked = of('own', 'taken', 'absent', 'stream').map(async (operation) => {
      const response = await ask(operation, 'theirs', theirs)
      await response.body?.cancel()
      const expected = operation.inside === undefined ? response.ok : response.status === operation.inside
      assert.ok(expected, `${operation.name}: ${response.status}`)
    })
    await Promise.all(asked)
  })
})
