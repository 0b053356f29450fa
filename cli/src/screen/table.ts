import { stripVTControlCharacters } from 'node:util'
import type { Paint } from './paint.ts'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  readonly align?: 'right'
  /** Colours a cell that is as wide as its column already. */
  readonly paint?: (text: string, row: Row) => string
}

const GAP = '  '
const widthOf = (text: string): number => stripVTControlCharacters(text).length

/** Rows under titles, each column as wide as its widest cell; the last one is not filled up. */
export const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], paint: Paint): string[] => {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)))
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? ''))),
  )
  const fill = (text: string, index: number): string => {
    const rest = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)))
    if (columns[index]?.align === 'right') return rest + text
    return index === columns.length - 1 ? text : text + rest
  }
  const title = columns.map((column, index) => paint.dim(fill(column.title.toUpperCase(), index))).join(GAP)
  const lines = rows.map((row, at) =>
    columns
      .map((column, index) => {
        const filled = fill(cells[at]?.[index] ?? '', index)
        return column.paint === undefined ? filled : column.paint(filled, row)
      })
      .join(GAP)
      .trimEnd(),
  )
  return [title.trimEnd(), ...lines]
}
