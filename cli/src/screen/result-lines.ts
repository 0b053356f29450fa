import type { Task } from '../portal/shapes.ts'
import type { Paint } from './paint.ts'

/** Of a result, what people look for, and what they call it. Anything else is in `--json`. */
const SHOWN: readonly (readonly [field: string, label: string])[] = [
  ['subdomain', 'host'],
  ['url', 'address'],
  ['git_branch', 'branch'],
  ['github_repo_url', 'repository'],
  ['azure_app_id', 'application'],
  ['archive', 'archive'],
  ['summary', 'summary'],
  ['commit', 'commit'],
  ['cost_usd', 'cost (USD)'],
]

/** What a task has made, in lines of a label and a value. Nothing for one that failed. */
export const resultLines = ({ status, result = {} }: Task, paint: Paint): string[] => {
  if (status !== 'completed') return []
  return labelled(
    SHOWN.flatMap(([field, label]) => {
      const value = result[field]
      return typeof value === 'string' || typeof value === 'number' ? [[label, String(value)] as const] : []
    }),
    paint,
  )
}

/** Labels and values below each other. */
export const labelled = (pairs: readonly (readonly [label: string, value: string])[], paint: Paint): string[] => {
  const width = Math.max(0, ...pairs.map(([label]) => label.length))
  return pairs.map(([label, value]) => `  ${paint.dim(label.padEnd(width))}  ${value.split('\n', 1)[0] ?? ''}`)
}
