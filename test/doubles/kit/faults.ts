import type { Answer } from './exchange.ts'

/**
 * What a double does to a request instead of answering it as it should.
 * - `timeout`: never answers, and does nothing
 * - `reset`: the connection is reset, nothing was done; `reset-after`: it was done all the same
 * - `status-500`: 500, nothing was done; `bad-gateway-after`: 502 of a proxy, it was done all the same
 * - `throttled`: 429 with Retry-After; `throttled-silently`: without
 * - `forbidden`: 403
 * - `malformed`: it was done, and the body of the answer is cut short
 */
export type FaultKind =
  | 'timeout'
  | 'reset'
  | 'reset-after'
  | 'status-500'
  | 'bad-gateway-after'
  | 'throttled'
  | 'throttled-silently'
  | 'forbidden'
  | 'malformed'

/** Stands for every operation: a service that is away. */
export const EVERY_OPERATION = '*'

export interface Fault {
  /** operationId, or name of the route; or {@link EVERY_OPERATION}. */
  readonly operation: string
  readonly kind: FaultKind
  /** How many calls it hits. @default 1 */
  readonly times?: number
  /** How many calls of the operation pass before. @default 0 */
  readonly skip?: number
  /** Seconds, for `throttled`. @default 1 */
  readonly retryAfterS?: number
}

/** How the answers of these kinds look at a service. */
export type FaultAnswers = Readonly<
  Record<'status-500' | 'throttled' | 'throttled-silently' | 'forbidden', (fault: Fault) => Answer>
>

/** What comes instead of the answer. */
export type Outcome = Answer | 'silence' | 'reset'

const BAD_GATEWAY: Answer = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><head><title>502 Bad Gateway</title></head></html>'),
}

/** The retry of a throttled call, in seconds, as a header. */
export const retryAfter = ({ retryAfterS = 1 }: Fault): Record<string, string> => ({ 'retry-after': `${retryAfterS}` })

const PLAIN: FaultAnswers = {
  'status-500': () => ({ status: 500, body: { message: 'Server Error' } }),
  throttled: (fault) => ({ status: 429, headers: retryAfter(fault), body: { message: 'Too Many Requests' } }),
  'throttled-silently': () => ({ status: 429, body: { message: 'Too Many Requests' } }),
  forbidden: () => ({ status: 403, body: { message: 'Forbidden' } }),
}

// An answer without a body becomes one with half a body: there must be something to be malformed.
const malformed = ({ status, headers, body }: Answer): Answer => {
  const whole = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body ?? { ok: true }))
  return {
    status: status === 204 ? 200 : status,
    headers: { 'content-type': 'application/json', ...headers },
    body: whole.subarray(0, Math.max(1, Math.floor(whole.length / 2))),
  }
}

/** Lets a fault happen to a request whose work is done by `work`. */
export async function suffer(
  fault: Fault,
  work: () => Promise<Answer>,
  answers: Partial<FaultAnswers>,
): Promise<Outcome> {
  const { kind } = fault
  switch (kind) {
    case 'timeout':
      return 'silence'
    case 'reset':
      return 'reset'
    case 'reset-after':
      await work()
      return 'reset'
    case 'bad-gateway-after':
      await work()
      return BAD_GATEWAY
    case 'malformed':
      return malformed(await work())
    case 'status-500':
    case 'throttled':
    case 'throttled-silently':
    case 'forbidden':
      return (answers[kind] ?? PLAIN[kind])(fault)
  }
}

/** Faults that wait for their calls. */
export class PendingFaults {
  readonly #pending: { fault: Fault; skip: number; left: number }[] = []

  add(fault: Fault): void {
    this.#pending.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#pending.length = 0
  }

  /** The fault that hits this call, if one does. */
  take(operation: string): Fault | undefined {
    const hits = [operation, EVERY_OPERATION]
    const next = this.#pending.find(({ fault, left }) => hits.includes(fault.operation) && left > 0)
    if (next === undefined) return undefined
    if (next.skip > 0) {
      next.skip -= 1
      return undefined
    }
    next.left -= 1
    return next.fault
  }
}
