import { shown } from './statistics.ts'

/** What a benchmark measured, and what it is to reach. */
export interface Figure {
  readonly name: string
  /** What is measured, against what. */
  readonly what: string
  /** A ratio of medians of the same run, or a value in `unit`. */
  readonly value: number
  readonly unit: 'ratio' | 'ms' | 'MB' | '/s' | 'failures'
  readonly reach: number
  /** Whether the value is to stay below what it is to reach, or above. */
  readonly better: 'below' | 'above'
  readonly runs: number
  /** The medians (or percentiles) behind the value, in the unit that their names end with. */
  readonly details: Readonly<Record<string, number>>
}

const reached = ({ value, reach, better }: Figure): boolean => (better === 'below' ? value <= reach : value >= reach)

/** One line of JSON: `{"name":"sandbox-provision","ratio":0.93,"reach":1.0,"runs":10,…}`. */
export function jsonLine(figure: Figure): string {
  const { name, value, unit, reach, runs, details } = figure
  const key = unit === 'ratio' ? 'ratio' : `value_${unit.toLowerCase().replace('/', 'per_')}`
  const rounded = Object.entries(details).map(([detail, measured]) => [detail, shown(measured)] as const)
  return JSON.stringify({
    name,
    [key]: shown(value),
    reach,
    runs,
    reached: reached(figure),
    ...Object.fromEntries(rounded),
  })
}

/** One line for people. */
export function textLine(figure: Figure): string {
  const { name, what, value, unit, reach, better, runs, details } = figure
  const mark = reached(figure) ? '✓' : '✗'
  const suffix = unit === 'ratio' ? '' : ` ${unit}`
  const bound = `${better === 'below' ? '≤' : '≥'} ${reach}${suffix}`
  const behind = Object.entries(details).map(([detail, measured]) => `${detail} ${shown(measured)}`)
  const line = `${mark} ${name.padEnd(20)} ${`${shown(value)}${suffix}`.padStart(10)}   reach ${bound.padEnd(9)}  ${what} (${runs} runs)`
  return behind.length === 0 ? line : `${line}\n    ${behind.join(', ')}`
}
