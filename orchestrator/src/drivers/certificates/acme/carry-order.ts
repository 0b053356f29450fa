import { setTimeout as delay } from 'node:timers/promises'
import { type Client, crypto } from 'acme-client'
import { Failure } from '#contract'
import type { Challenges } from '../../coordination.ts'
import { hostAuthorization, type HttpChallenge, OrderAnswer, orderAt, understood } from './answers.ts'
import type { Order } from './orders.ts'
import { AcmeError, challengeFailure, failureOf, isAcmeError, isGone } from './problem.ts'
import { type Caller, exchange } from './transport.ts'

export interface CarryOptions {
  readonly challenges: Challenges
  /** Milliseconds for one run to come from an order to its certificate; the next run carries on with the same order. */
  readonly orderTimeoutMs: number
  /** Milliseconds from the first look at an order to the second; it doubles from look to look, up to 3 s. */
  readonly pollMs: number
}

const LONGEST_PAUSE_MS = 3_000

/** What became of an order. */
export type Outcome =
  | { readonly kind: 'issued'; /** PEM, the host's own certificate first. */ readonly chain: string }
  /** It leads nowhere any more: it was refused, or it expired. */
  | { readonly kind: 'lost'; readonly refusal: Failure | undefined }

export const LOST: Outcome = { kind: 'lost', refusal: undefined }

/**
 * Carries an order on from wherever it stands to its certificate. Any number of processes may do so at once.
 * @throws Failure CERTIFICATE_REFUSED, _THROTTLED, _FAILED after which the order may be carried on; the signal's reason
 */
export async function carryOrder(
  client: Client,
  host: string,
  { url, key, token }: Order,
  { challenges, orderTimeoutMs, pollMs }: CarryOptions,
  caller: Caller,
): Promise<Outcome> {
  const ask = <T>(call: () => Promise<T>) => exchange(caller, call)
  const refresh = async () => understood(OrderAnswer, await ask(() => client.getOrder(orderAt(url))))

  const authorization = async (order: OrderAnswer) =>
    hostAuthorization(await ask(() => client.getAuthorizations(order)))

  const complete = async (order: OrderAnswer, challenge: HttpChallenge): Promise<void> => {
    await challenges.put(token, await client.getChallengeKeyAuthorization(challenge))
    try {
      await ask(() => client.completeChallenge(challenge))
    } catch (thrown) {
      // Refused as well where another process was faster: then it is not pending any more.
      const { status, challenge: now } = await authorization(order)
      if (status === 'pending' && now.status === 'pending') throw thrown
    }
  }

  /** @returns what became of the order, if that is known by now */
  const authorise = async (order: OrderAnswer): Promise<Outcome | undefined> => {
    const { status, challenge } = await authorization(order)
    switch (status) {
      case 'valid':
        return undefined
      case 'pending':
        if (challenge.status === 'pending' && !completed) {
          await complete(order, challenge)
          completed = true
        }
        return undefined
      case 'invalid':
        return { kind: 'lost', refusal: challengeFailure(host, challenge.error) }
      case 'deactivated':
      case 'expired':
      case 'revoked':
        return LOST
    }
  }

  const refusalOf = async (order: OrderAnswer): Promise<Outcome> => {
    const outcome = await authorise(order)
    if (outcome !== undefined || order.error === undefined) return outcome ?? LOST
    return { kind: 'lost', refusal: failureOf(new AcmeError(order.error), `the order for ${host} failed`) }
  }

  const finalize = async (order: OrderAnswer): Promise<void> => {
    const [, csr] = await crypto.createCsr({ altNames: [host] }, key)
    try {
      await ask(() => client.finalizeOrder(order, csr))
    } catch (thrown) {
      // Another process was faster, or this one's own answer was lost.
      if (!isAcmeError(thrown, 'orderNotReady')) throw thrown
    }
  }

  const download = async (order: OrderAnswer): Promise<Outcome> => {
    const chain: unknown = await ask(() => client.getCertificate(order))
    if (typeof chain === 'string') return { kind: 'issued', chain }
    throw new Failure('CERTIFICATE_FAILED', `the certificate authority answered with no certificate for ${host}`)
  }

  let completed = false
  const deadline = performance.now() + orderTimeoutMs
  for (let pauseMs = pollMs; performance.now() < deadline; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const order = await refresh()
    switch (order.status) {
      case 'valid':
        return download(order)
      case 'invalid':
        return refusalOf(order)
      case 'pending': {
        const outcome = await authorise(order)
        if (outcome !== undefined) return outcome
        break
      }
      case 'ready':
        await finalize(order)
        break
      case 'processing':
        break
    }
    await pause(pauseMs, caller.signal)
  }
  throw new Failure(
    'CERTIFICATE_FAILED',
    `the certificate authority has not issued the certificate for ${host} within ${orderTimeoutMs / 1_000} s; the order is kept`,
  )
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  }
}

/** The same for an order that may be of long ago: one that the authority has forgotten leads nowhere either. */
export async function carryKeptOrder(...args: Parameters<typeof carryOrder>): Promise<Outcome> {
  try {
    return await carryOrder(...args)
  } catch (thrown) {
    if (isGone(thrown)) return LOST
    throw thrown
  }
}
