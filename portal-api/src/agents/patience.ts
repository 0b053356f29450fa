import { Failure } from '#contract'
import { frameOf, type Frame } from '../events/frame.ts'

/** After so long one that takes nothing is told, and after twice as long cut off, in milliseconds. */
const SLOW_MS = 30_000

/** Frames for a reader that is given up when it takes nothing. */
export interface PatientFrames {
  readonly frames: AsyncIterable<Frame>
  /** Aborts when the reader has taken nothing for twice as long. */
  readonly dropped: AbortSignal
}

/**
 * Passes frames on as they are taken: what is not taken is not read either. A reader that takes nothing for too long,
 * though there is something, gets a last frame that says so if it goes on in time, and is cut off otherwise.
 */
export const patiently = (source: AsyncIterable<Frame>, slowMs = SLOW_MS): PatientFrames => {
  const drop = new AbortController()
  const message = `The reader took nothing for ${slowMs / 1_000} s and was dropped.`
  async function* frames(): AsyncGenerator<Frame> {
    for await (const frame of source) {
      const since = performance.now()
      const cutOff = setTimeout(() => drop.abort(new Failure('TIMEOUT', message)), 2 * slowMs)
      try {
        yield frame
      } finally {
        clearTimeout(cutOff)
      }
      if (performance.now() - since < slowMs) continue
      yield frameOf('dropped', { message })
      return
    }
  }
  return { frames: frames(), dropped: drop.signal }
}
