import { Failure } from '#contract'
import { byteLength, cut } from './cut.ts'

/** A part of a prompt: its text in at most so many bytes; '' where there is no room for it, or nothing in it. */
export type Part = (bytes: number) => string

/** A text that is left as it is, but for its length. */
export const plain =
  (text: string): Part =>
  (bytes) =>
    cut(text, bytes)

/**
 * Texts of others, between lines that only this prompt can have: the boundary is random, and is taken out of the texts all the
 * same.
 * @param heading of ours, above it
 * @param name what the lines call it
 */
export function quoted(
  { boundary, heading, name }: { readonly boundary: string; readonly heading: string; readonly name: string },
  text: string,
  beyond = 0,
): Part {
  const opening = `${heading}\n\n${line('begin', name, boundary)}\n`
  const closing = `\n${line('end', name, boundary)}`
  const harmless = text.replaceAll(boundary, '[…]')
  return (bytes) => {
    const body = harmless.trim() === '' ? '' : cut(harmless, bytes - byteLength(opening + closing), beyond)
    return body === '' ? '' : `${opening}${body}${closing}`
  }
}

const line = (what: 'begin' | 'end', name: string, boundary: string): string =>
  `----- ${what} ${name} ${boundary} -----`

/** @throws Failure INTERNAL when a boundary could be guessed, or stand in a text by chance */
export function requireBoundary(boundary: string): void {
  if (/^[A-Za-z0-9]{16,64}$/.test(boundary)) return
  throw new Failure('INTERNAL', 'A boundary has 16–64 letters and digits', { class: 'permanent' })
}
