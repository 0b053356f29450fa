import type { Lane, Sample } from '../../api/queues.ts'
import { LANES } from './series.ts'

/** The highest value of the last hour, and where and when it was. */
export interface Peak {
  readonly value: number
  /** As the lane is called on the board. */
  readonly lane: string
  /** In milliseconds since 1970. */
  readonly at: number
}

/** @returns undefined when there was nothing above 0 */
export const peakOf = (samples: readonly Sample[], value: (lane: Lane) => number): Peak | undefined => {
  let peak: Peak | undefined
  for (const { at, lanes } of samples)
    for (const { name, label } of LANES) {
      const lane = lanes[name]
      const here = lane === undefined ? 0 : value(lane)
      if (here > (peak?.value ?? 0)) peak = { value: here, lane: label, at: Date.parse(at) }
    }
  return peak
}
