import { DEPENDS_ON_LABEL, SERVICE_LABEL, type Labels } from './labels.ts'

interface Labelled {
  readonly Labels: Labels
}

/** Services that a container waits for, from the label that compose writes: "db:service_healthy:false,cache:…". */
const dependenciesOf = ({ Labels: labels }: Labelled): string[] =>
  (labels[DEPENDS_ON_LABEL] ?? '')
    .split(',')
    .map((entry) => entry.split(':')[0] ?? '')
    .filter((service) => service !== '')

/** Containers in waves: each depends only on services of earlier ones. Compose has refused circles. */
export function startOrder<T extends Labelled>(containers: readonly T[]): T[][] {
  const waves: T[][] = []
  let left = [...containers]
  while (left.length > 0) {
    const missing = new Set(left.map(({ Labels: labels }) => labels[SERVICE_LABEL]))
    const ready = left.filter((container) => !dependenciesOf(container).some((service) => missing.has(service)))
    if (ready.length === 0) return [...waves, left]
    waves.push(ready)
    left = left.filter((container) => !ready.includes(container))
  }
  return waves
}
