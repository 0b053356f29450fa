import type { Lane, Sample } from '../../api/queues.ts'
import { LANE_NAMES, type LaneName } from '../../api/words.ts'

/** Of the lanes, how they are called here and by which colour of the style they are drawn. */
export const LANES: readonly { readonly name: LaneName; readonly label: string; readonly colour: string }[] = [
  { name: 'high', label: 'High', colour: '--lane-1' },
  { name: 'normal', label: 'Normal', colour: '--lane-2' },
  { name: 'agents.high', label: 'Agents, urgent', colour: '--lane-3' },
  { name: 'agents.normal', label: 'Agents', colour: '--lane-4' },
]

const HOUR_S = 60 * 60
/** Longer without a sample, nobody took any: the line is broken there. */
const MISSING_S = 60

/** Seconds since 1970, and of each lane a value at each of them. */
export type Series = [number[], ...(number | null)[][]]

/**
 * The samples of the last hour as a plot takes them.
 * @param now in milliseconds
 */
export const seriesOf = (samples: readonly Sample[], now: number, value: (lane: Lane) => number): Series => {
  const from = now / 1_000 - HOUR_S
  const times: number[] = []
  const lanes: (number | null)[][] = LANE_NAMES.map(() => [])
  const add = (time: number, of: (name: LaneName) => number | null): void => {
    times.push(time)
    LANE_NAMES.forEach((name, index) => lanes[index]?.push(of(name)))
  }
  const nobody = () => null
  add(from, nobody)
  for (const sample of samples) {
    const time = Date.parse(sample.at) / 1_000
    const last = times.at(-1) ?? from
    if (time <= last) continue
    if (time - last > MISSING_S) add((time + last) / 2, nobody)
    add(time, (name) => {
      const lane = sample.lanes[name]
      return lane === undefined ? null : value(lane)
    })
  }
  if ((times.at(-1) ?? 0) < now / 1_000) add(now / 1_000, nobody)
  return [times, ...lanes]
}

export const waitingOf = ({ waiting }: Lane): number => waiting
/** In seconds. */
export const oldestOf = ({ oldest_wait_ms: ms = 0 }: Lane): number => Math.round(ms / 100) / 10
