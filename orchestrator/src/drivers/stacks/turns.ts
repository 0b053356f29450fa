/** Runs a call when its turn has come. */
export type Turns = <T>(call: () => Promise<T>) => Promise<T>

/** Lets a few calls run at a time, first come first served. */
export function createTurns(atOnce: number): Turns {
  let free = atOnce
  const waiting: (() => void)[] = []
  return async (call) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await call()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
