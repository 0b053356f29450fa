import { styleText } from 'node:util'

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** Rows of text under titles, each column as wide as its longest cell. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(...[title, ...rows.map((row) => row[index] ?? '')].map((cell) => cell.length)),
  )
  const line = (cells: readonly string[]): string => {
    const padded = columns.map(({ align }, index) => {
      const [cell = '', width = 0] = [cells[index], widths[index]]
      return align === 'left' ? cell.padEnd(width) : cell.padStart(width)
    })
    return `  ${padded.join('  ').trimEnd()}`
  }
  const rule = `  ${widths.map((width) => '─'.repeat(width)).join('  ')}`
  return [styleText('bold', line(columns.map(({ title }) => title))), styleText('dim', rule), ...rows.map(line)]
}
