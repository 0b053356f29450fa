import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadContract } from '../kit/contract.ts'
import { type Double, startDouble } from '../kit/double.ts'
import { type Answer, type DoubleRequest, type Handler, Refusal } from '../kit/exchange.ts'
import { retryAfter } from '../kit/faults.ts'
import { refusals } from './answers.ts'
import { authenticate, limitedAs } from './authenticate.ts'
import { conditional } from './conditional.ts'
import type { Behaviour, Context, Operation } from './context.ts'
import { DOCUMENTED_LIMITS, type Limits, RateLimits, secondaryLimit } from './limits.ts'
import { account } from './operations/account.ts'
import { branches } from './operations/branches.ts'
import { contents } from './operations/contents.ts'
import { generation } from './operations/generate.ts'
import { listings } from './operations/listings.ts'
import { refs } from './operations/refs.ts'
import { repositories } from './operations/repositories.ts'
import { representation } from './represent.ts'
import { type Seeds, seeds } from './seeds.ts'
import { smartHttp } from './smart-http.ts'
import { type Principal, World } from './world.ts'

const API = '/api/v3'

/** Requests that make content: each counts against 80 a minute and 500 an hour. */
const MAKES_CONTENT = new Set([
  'repos/create-using-template',
  'repos/create-in-org',
  'repos/create-for-authenticated-user',
  'repos/create-or-update-file-contents',
  'git/create-ref',
  'git/update-ref',
])

/** A GitHub on loopback: its API, its git over HTTP, and what tests do to it and see of it behind the API's back. */
export interface GitHub extends Double, Seeds {
  /** For GITHUB_API_URL, as of an Enterprise server. */
  readonly apiUrl: string
  /** Requests that went over a limit so far. */
  readonly exceeded: number
}

export interface GitHubOptions extends Partial<Behaviour> {
  readonly limits?: Partial<Limits>
}

const contract = loadContract(new URL('../contracts/github.openapi.json', import.meta.url), {
  otherErrors: '#/components/schemas/basic-error',
  additions: new URL('listings.openapi.yaml', import.meta.url),
})

/** A classic token is told what it has, and what would have done. */
const scopesOf = (principal: Principal, id: string): Record<string, string> =>
  principal.kind === 'classic'
    ? {
        'x-oauth-scopes': principal.scopes.join(', '),
        'x-accepted-oauth-scopes': id === 'repos/delete' ? 'delete_repo' : 'repo',
      }
    : {}

const COMMON = { 'x-github-media-type': 'github.v3; format=json', 'x-github-enterprise-version': '3.21.0' }

/** Starts a GitHub without accounts. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const { limits: chosen, generateMs = 100, tokenLifetimeMs = 3_600_000 } = options
  const root = await mkdtemp(path.join(tmpdir(), 'slipway-github-'))
  const world = new World(root)
  const limits = new RateLimits({ ...DOCUMENTED_LIMITS, ...chosen })
  const behaviour: Behaviour = { generateMs, tokenLifetimeMs }
  const closing = new AbortController()
  const pending = new Set<Promise<void>>()

  const later = (milliseconds: number, work: () => Promise<void>): void => {
    const done = sleep(milliseconds, undefined, { signal: closing.signal }).then(work)
    pending.add(done)
    void done
      .catch((thrown: unknown) => {
        if (!closing.signal.aborted) throw thrown
      })
      .finally(() => pending.delete(done))
  }

  async function answerTo(
    operation: Operation,
    id: string,
    principal: Principal,
    request: DoubleRequest,
  ): Promise<Answer> {
    const { origin } = request.url
    const context: Context = {
      world,
      limits,
      behaviour,
      principal,
      request,
      later,
      represent: representation(origin, origin + API),
      param(name) {
        const value = request.params[name]
        if (value === undefined) throw new Error(`${id} has no ${name} in its path`)
        return value
      },
    }
    if (id === 'rate-limit/get') return operation(context) // asking for the limits costs nothing
    const leave = limits.enter(limitedAs(principal), id, { method: request.method, content: MAKES_CONTENT.has(id) })
    try {
      const answer = conditional(request, await operation(context))
      // Asking for what has not changed is free, as is asking for the limits.
      if (answer.status === 304) limits.refund(limitedAs(principal))
      return answer
    } catch (thrown) {
      const { owner, repo } = request.params
      // Removed while git worked in it.
      const gone = owner !== undefined && repo !== undefined && world.repository(owner, repo) === undefined
      throw gone && !(thrown instanceof Refusal) ? refusals.notFound() : thrown
    } finally {
      leave()
    }
  }

  const handlerOf =
    (id: string, operation: Operation): Handler =>
    async (request) => {
      let headers: Record<string, string> = { ...COMMON, 'x-github-request-id': randomBytes(8).toString('hex') }
      try {
        if (request.headers['user-agent'] === undefined)
          throw refusals.forbidden('Request forbidden by administrative rules.')
        const principal = await authenticate(world, request.headers.authorization)
        const answer = await answerTo(operation, id, principal, request).finally(() => {
          headers = { ...headers, ...limits.headers(limitedAs(principal)), ...scopesOf(principal, id) }
        })
        return { ...answer, headers: { ...headers, ...answer.headers } }
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown
        throw new Refusal({ ...thrown.answer, headers: { ...headers, ...thrown.answer.headers } })
      }
    }

  const operations = { ...account, ...repositories, ...generation, ...refs, ...branches, ...contents, ...listings }
  const handlers = Object.fromEntries(Object.entries(operations).map(([id, each]) => [id, handlerOf(id, each)]))
  const double = await startDouble({
    routes: [...contract.routes(handlers, API), ...smartHttp(world)],
    faultAnswers: {
      throttled: (fault) => secondaryLimit(429, Number(retryAfter(fault)['retry-after'])),
      'throttled-silently': () => secondaryLimit(403, undefined),
      forbidden: () => refusals.forbidden('Resource not accessible by integration').answer,
      'status-500': () => ({ status: 500, body: { message: 'Server Error' } }),
    },
  })

  return {
    ...seeds(world),
    url: double.url,
    apiUrl: double.url + API,
    get calls() {
      return double.calls
    },
    get violations() {
      return double.violations
    },
    get exceeded() {
      return limits.exceeded
    },
    inject: (fault) => double.inject(fault),
    heal: () => double.heal(),
    delay: (operation, milliseconds) => double.delay(operation, milliseconds),
    nextCall: (operation) => double.nextCall(operation),
    mostAtOnce: (operation) => double.mostAtOnce(operation),
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.allSettled(pending)
      try {
        await double[Symbol.asyncDispose]()
      } finally {
        await rm(root, { recursive: true, force: true, maxRetries: 5 })
      }
    },
  }
}
