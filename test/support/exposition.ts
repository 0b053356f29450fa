import assert from 'node:assert/strict'

/** One line of what /metrics answers. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g

/** The samples in Prometheus' text format. */
export const samplesIn = (text: string): Sample[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const match = LINE.exec(line)
      assert.ok(match, `no sample: ${line}`)
      const [, name = '', labels = '', value] = match
      const pairs = [...labels.matchAll(LABEL)].map(([, label = '', given = '']): [string, string] => [label, given])
      return { name, labels: Object.fromEntries(pairs), value: value === '+Inf' ? Infinity : Number(value) }
    })

/** The sum of all samples of this name that have these labels. */
export const sumOf = (
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number =>
  samples
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0)

/** Reads an address of metrics. */
export async function scrape(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Sample[]> {
  const response = await fetch(url, { headers })
  const text = await response.text()
  assert.equal(response.status, 200, text)
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  return samplesIn(text)
}
