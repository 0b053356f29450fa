/** What the width of a column may become. */
interface Fitting {
  readonly width: number
  readonly least?: number
  readonly leaves?: number
}

/**
 * Makes columns fit: those that may are left out until the rest can be cut to fit, then the widest are cut. What may be
 * neither left out nor cut stays, even if it does not fit.
 * @param room columns of the screen
 * @param gap between two columns
 */
export const fit = <T extends Fitting>(columns: readonly T[], room: number, gap: number): T[] => {
  let kept = [...columns]
  const sum = (widthOf: (column: T) => number): number =>
    kept.reduce((total, column) => total + widthOf(column), gap * Math.max(0, kept.length - 1))
  while (sum(leastOf) > room) {
    const [first] = kept.filter(({ leaves }) => leaves !== undefined).sort((a, b) => (a.leaves ?? 0) - (b.leaves ?? 0))
    if (first === undefined) break
    kept = kept.filter((column) => column !== first)
  }
  for (let over = sum(({ width }) => width) - room; over > 0; over -= 1) {
    const [widest] = kept.filter((column) => column.width > leastOf(column)).sort((a, b) => b.width - a.width)
    if (widest === undefined) break
    kept = kept.map((column) => (column === widest ? { ...column, width: column.width - 1 } : column))
  }
  return kept
}

const leastOf = ({ width, least }: Fitting): number => Math.min(width, least ?? width)
