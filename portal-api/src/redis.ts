import { Redis } from 'ioredis'
import { Failure } from '#contract'

/** What is told of a connection that is lost; ioredis reconnects by itself. */
export type OnRedisError = (error: Error) => void

const COMMAND_TIMEOUT_MS = 5_000
/** Milliseconds without an answer after which a connection is taken for dead. */
export const SILENCE_MS = 15_000
const retryStrategy = (attempt: number): number => Math.min(attempt * 50, 1_000)

/**
 * Connection for requests. Without Redis every command is rejected at once and never sent later: what was answered
 * with an error must not run behind the caller's back.
 */
export const connectCommands = (url: string, onError: OnRedisError): Redis =>
  new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy,
  }).on('error', onError)

/** Connection for reads that block for less than SILENCE_MS. They wait while Redis is away. */
export const connectBlocking = (url: string, onError: OnRedisError): Redis =>
  new Redis(url, { maxRetriesPerRequest: null, socketTimeout: SILENCE_MS, retryStrategy }).on('error', onError)

// The first word of a Redis error is its documented code: these say that the server can't serve now, or not with this URL.
const NOT_SERVING: ReadonlySet<string> = new Set([
  'LOADING',
  'OOM',
  'MISCONF',
  'READONLY',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'NOREPLICAS',
  'BUSY',
  'NOAUTH',
  'WRONGPASS',
])

const isAnswer = (error: Error): boolean => error.name === 'ReplyError'
const replyCode = (error: Error): string => error.message.split(' ', 1)[0] ?? ''

/**
 * Runs calls to Redis. ioredis has no code for a lost connection, but gives every error that Redis itself answered a
 * name of its own: whatever else fails inside is the connection. So only calls to Redis belong inside.
 * @throws Failure REDIS_UNAVAILABLE; errors that Redis answered to a wrong command pass
 */
export const onRedis = async <T>(calls: () => Promise<T>): Promise<T> => {
  try {
    return await calls()
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown
    if (thrown instanceof Error && isAnswer(thrown) && !NOT_SERVING.has(replyCode(thrown))) throw thrown
    throw new Failure('REDIS_UNAVAILABLE', 'Redis does not answer.', { cause: thrown })
  }
}
