import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { cut } from './cut.ts'
import { fit } from './fit.ts'
import type { Paint } from './paint.ts'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  readonly align?: 'right'
  /** Colours a cell that is as wide as its column already. */
  readonly paint?: (text: string, row: Row) => string
  /** May be cut down to this width where the screen is narrow. What is left out is whole in `--json`. */
  readonly least?: number
  /** May be left out where the screen is narrow; the lowest go first. */
  readonly leaves?: number
}

const GAP = '  '

/** On one line, and without what moves a terminal's cursor: names come from others. */
const clean = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trimEnd()

/** Fills a text up to a width in columns of the screen. */
const fill = (text: string, width: number, align: 'left' | 'right'): string => {
  const rest = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'right' ? rest + text : text + rest
}

/**
 * Rows under titles, each column as wide as its widest cell; columns of which every cell is empty are left out.
 * @param room columns of the screen
 */
export const table = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
  room = Number.POSITIVE_INFINITY,
): string[] => {
  const filled = columns
    .map((column) => {
      const cells = rows.map((row) => clean(column.cell(row)))
      return { ...column, cells, width: Math.max(stringWidth(column.title), ...cells.map((cell) => stringWidth(cell))) }
    })
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const shown = fit(filled, room, GAP.length)
  const line = (cellOf: (column: (typeof shown)[number]) => string, painted: (text: string, at: number) => string) =>
    shown
      .map((column, at) => {
        const isLast = at === shown.length - 1 && column.align !== 'right'
        const text = cut(cellOf(column), column.width)
        return painted(isLast ? text : fill(text, column.width, column.align ?? 'left'), at)
      })
      .join(GAP)
      .trimEnd()
  return [
    line(
      ({ title }) => title.toUpperCase(),
      (text) => paint.dim(text),
    ),
    ...rows.map((row, index) =>
      line(
        ({ cells }) => cells[index] ?? '',
        (text, at) => shown[at]?.paint?.(text, row) ?? text,
      ),
    ),
  ]
}
