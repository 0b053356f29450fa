import { Failure } from '#contract'

/** Position in a Redis stream: `<milliseconds>-<sequence>`, both unsigned 64-bit. */
export type StreamId = string

/** Before everything that a stream can hold. */
export const BEGINNING: StreamId = '0-0'

const FORM = /^(\d{1,20})-(\d{1,20})$/
const MAX = 2n ** 64n - 1n

const partsOf = (id: string): readonly [bigint, bigint] | undefined => {
  const [, time, sequence] = FORM.exec(id) ?? []
  if (time === undefined || sequence === undefined) return undefined
  const parts = [BigInt(time), BigInt(sequence)] as const
  return parts.every((part) => part <= MAX) ? parts : undefined
}

/**
 * An event id that a client sent, in Redis's own spelling.
 * @throws Failure INVALID_REQUEST
 */
export const parseStreamId = (text: string): StreamId => {
  const parts = partsOf(text)
  if (parts === undefined) {
    throw new Failure('INVALID_REQUEST', `${JSON.stringify(text)} is no event id, as "1700000000000-0" is one.`)
  }
  return parts.join('-')
}

/** Whether `id` comes after `other`. Both are well-formed. */
export const isAfter = (id: StreamId, other: StreamId): boolean => {
  const [time = 0n, sequence = 0n] = partsOf(id) ?? []
  const [otherTime = 0n, otherSequence = 0n] = partsOf(other) ?? []
  return time === otherTime ? sequence > otherSequence : time > otherTime
}
