/** Cells of the first table below a heading, row by row, without its head. A bar in a cell stands behind a backslash. */
export function rowsBelow(markdown: string, heading: string): string[][] {
  const [, below = ''] = markdown.split(`\n${heading}\n`)
  const [, table = ''] = /\n\|[^\n]*\n\|[ -|]*\n((?:\|[^\n]*\n)+)/.exec(below) ?? []
  return table
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.replaceAll('\\|', '|').trim()),
    )
}
