/** A column's name as it is compared. */
export const columnKey = (column: string): string => column.trim().toLowerCase()

/** Columns of which another one has the same name but for its writing. */
export function duplicateColumns(columns: readonly string[]): string[] {
  const keys = columns.map(columnKey)
  return columns.filter((column, index) => keys.indexOf(columnKey(column)) !== index)
}
