import type { Environment } from '../config.ts'
import { paintFor, type Paint } from './paint.ts'

/** Where results and progress go. */
export interface Screen {
  /** Whether programs read the results: then they are JSON, and nothing else is on standard output. */
  readonly json: boolean
  readonly out: NodeJS.WriteStream
  /** Progress, questions and errors: they are in nobody's pipe. */
  readonly err: NodeJS.WriteStream
  readonly paint: Paint
  readonly paintErr: Paint
  /** Columns of what results and of what is said go to; without bounds where that is no terminal. */
  readonly width: number
  readonly widthErr: number
  /** Whether progress may move in place. */
  readonly isLive: boolean
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean
  /** Writes lines of a result. */
  readonly print: (...lines: readonly string[]) => void
  /** Writes a result as one JSON document. */
  readonly printJson: (value: unknown) => void
  /** Writes lines beside the result: nothing where programs read. */
  readonly say: (...lines: readonly string[]) => void
}

const widthOf = ({ isTTY, columns }: NodeJS.WriteStream): number => (isTTY ? columns : Number.POSITIVE_INFINITY)

export const openScreen = (json: boolean, { TERM }: Environment): Screen => {
  const { stdin, stdout: out, stderr: err } = process
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('')
  return {
    ...{ json, out, err, paint: paintFor(out), paintErr: paintFor(err) },
    ...{ width: widthOf(out), widthErr: widthOf(err) },
    isLive: err.isTTY && TERM !== 'dumb',
    isInteractive: stdin.isTTY && err.isTTY,
    print: (...texts) => void out.write(lines(texts)),
    printJson: (value) => void out.write(`${JSON.stringify(value, null, out.isTTY ? 2 : undefined)}\n`),
    say: (...texts) => {
      if (!json) err.write(lines(texts))
    },
  }
}
