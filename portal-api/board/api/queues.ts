import { list, number, object, optional, record, text, type Decoder } from '../lib/decode.ts'
import { LANE_NAMES, type LaneName } from './words.ts'

const lane = object({
  waiting: number,
  active: number,
  delayed: number,
  oldest_wait_ms: optional(number),
})

/** How full a lane is. */
export type Lane = ReturnType<typeof lane>
export type Lanes = Readonly<Partial<Record<LaneName, Lane>>>

const lanes: Decoder<Lanes> = (value, at) => {
  const given = record(value, at)
  return Object.fromEntries(
    LANE_NAMES.flatMap((name) => (given[name] === undefined ? [] : [[name, lane(given[name], `${at}.${name}`)]])),
  )
}

const sample = object({ at: text, lanes })
export type Sample = ReturnType<typeof sample>

/** The lanes now, and over the last hour. */
export const Queues = object({ lanes, samples: list(sample) })
export type Queues = ReturnType<typeof Queues>
