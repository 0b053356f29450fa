import { setTimeout as pause } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import {
  Failure,
  jobOptions,
  MAX_TASK_BYTES,
  RAW_LANES,
  rawListOf,
  type Lane,
  type ParsedTask,
  type RawLane,
} from '#contract'

/** Seconds of one blocking wait; bounds how long stopping takes if the connection is not cut. */
const WAIT_S = 5
/** Milliseconds before the next try after an error: Redis may be full or read-only for a while. */
const AFTER_ERROR_MS = 1_000

export interface IntakeDeps {
  /** A connection of its own for each lane: it blocks. */
  readonly connect: () => Redis
  readonly queues: Readonly<Record<Lane, Queue>>
  readonly parse: (data: unknown) => ParsedTask
  readonly reject: (raw: unknown, failure: Failure) => Promise<void>
  readonly onError: (thrown: unknown) => void
}

/** List in which an element stands between leaving its plain list and being in its lane. */
const inHandList = (lane: RawLane): string => `${rawListOf(lane)}:in-hand`

/**
 * Takes tasks from the plain Redis lists into the lanes, and loses none: an element is moved to a second list, added under
 * its task's id, and only then removed. Whoever starts next finishes what a killed intake had in hand; a task that was
 * added already is the same job.
 */
export class Intake {
  readonly #deps: IntakeDeps
  readonly #connections: Redis[] = []
  #loops: Promise<unknown> = Promise.resolve()
  readonly #stopping = new AbortController()

  constructor(deps: IntakeDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#loops = Promise.all(RAW_LANES.map((lane) => this.#loop(lane)))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const connection of this.#connections) connection.disconnect()
    await this.#loops
  }

  async #loop(lane: RawLane): Promise<void> {
    const redis = this.#deps.connect()
    this.#connections.push(redis)
    const { signal } = this.#stopping
    const isStopping = (): boolean => signal.aborted
    let recovered = false
    while (!isStopping()) {
      try {
        if (!recovered) await this.#recover(lane, redis)
        recovered = true
        const text = await redis.blmove(rawListOf(lane), inHandList(lane), 'RIGHT', 'LEFT', WAIT_S)
        if (text !== null) await this.#take(lane, redis, text)
      } catch (thrown) {
        if (isStopping()) return
        this.#deps.onError(thrown)
        recovered = false
        await pause(AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined) // stopped: the loop sees it
      }
    }
  }

  async #recover(lane: RawLane, redis: Redis): Promise<void> {
    const inHand = await redis.lrange(inHandList(lane), 0, -1)
    for (const text of inHand.toReversed()) await this.#take(lane, redis, text)
  }

  async #take(lane: RawLane, redis: Redis, text: string): Promise<void> {
    const task = this.#parse(text)
    if (task instanceof Failure) await this.#deps.reject(parsedOrText(text), task)
    else
      await this.#deps.queues[laneFor(task, lane)].add(task.envelope.type, task.envelope, jobOptions(task.envelope.id))
    await redis.lrem(inHandList(lane), 1, text)
  }

  #parse(text: string): ParsedTask | Failure {
    if (Buffer.byteLength(text) > MAX_TASK_BYTES) {
      return new Failure(
        'PAYLOAD_TOO_LARGE',
        `The task has ${Buffer.byteLength(text)} bytes; at most ${MAX_TASK_BYTES} are taken`,
      )
    }
    try {
      return this.#deps.parse(JSON.parse(text))
    } catch (thrown) {
      if (thrown instanceof SyntaxError)
        return new Failure('MALFORMED_TASK', `Not JSON: ${thrown.message}`, { cause: thrown })
      return Failure.from(thrown)
    }
  }
}

/** A list says how urgent a task is; one for agents goes to theirs, wherever it was put. */
const laneFor = (task: ParsedTask, lane: RawLane): Lane =>
  RAW_LANES.some((each) => each === task.lane) ? lane : task.lane

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // no JSON: what stands in the list of rejects is the text itself
  }
}
