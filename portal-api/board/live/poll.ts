import { Problem } from '../api/problem.ts'
import { Undecodable } from '../lib/decode.ts'

interface Polled {
  /** @throws Problem, Undecodable */
  readonly read: () => Promise<void>
  readonly done: () => void
  /** It could not be had this time. */
  readonly failed: (why: Problem | Undecodable) => void
}

/** Reads something again and again, for who may not follow the stream of events. */
export const poll = ({ read, done, failed }: Polled, everyMs: number): { readonly close: () => void } => {
  let closed = false
  let timer: number | undefined
  const round = async (): Promise<void> => {
    try {
      await read()
      if (!closed) done()
    } catch (thrown) {
      if (!(thrown instanceof Problem || thrown instanceof Undecodable)) throw thrown
      if (!closed) failed(thrown)
    }
    if (!closed) timer = setTimeout(() => void round(), everyMs)
  }
  void round()
  return {
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
