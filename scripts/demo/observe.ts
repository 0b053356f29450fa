import { isDeepStrictEqual, inspect } from 'node:util'

/** Something that the demo is there to show was not so. */
export class NotObserved extends Error {
  override readonly name = 'NotObserved'
}

/**
 * Holds what was seen against what should be.
 * @param what a whole sentence that is true when they are equal
 * @throws NotObserved with both of them
 */
export function requireSame(what: string, seen: unknown, expected: unknown): void {
  if (isDeepStrictEqual(seen, expected)) return
  throw new NotObserved(`It was not observed that ${what}: ${show(seen)} instead of ${show(expected)}`)
}

const show = (value: unknown): string =>
  inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 2_000 })
