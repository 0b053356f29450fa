import { Failure } from '#contract'

/** What a template prints: one scalar. */
export type Scalar = string | number | boolean

// Private-use characters, which YAML allows in every kind of scalar and no template needs.
const OPEN = '\uE000'
const CLOSE = '\uE001'
const SLOT = /\uE000(\d+)\uE001/g
const WHOLE_SLOT = /^\uE000(\d+)\uE001$/

// What a key may become that prints a value, such as the label of a router that is named after a slug.
const PRINTED_KEY = /^[a-z0-9][a-z0-9.-]*$/

/**
 * Printed values, kept out of the text until the YAML around them is parsed. A value can so never end a scalar, begin a
 * key or add a line, wherever the template's author put it.
 */
export interface Slots {
  /** Keeps a value and answers the mark that stands for it. */
  readonly put: (value: unknown) => string
  /** A parsed document with every mark replaced: one that is a whole scalar by the value itself, one inside text by its text. */
  readonly fill: (parsed: unknown) => unknown
}

/**
 * Refuses a template that holds the marks themselves.
 * @throws Failure TEMPLATE_INVALID
 */
export function refuseMarks(source: string): void {
  if (source.includes(OPEN) || source.includes(CLOSE)) {
    throw new Failure('TEMPLATE_INVALID', 'the template holds the private-use characters U+E000 or U+E001')
  }
}

export function createSlots(): Slots {
  const values: Scalar[] = []
  const at = (index: string | undefined): Scalar => {
    const value = values[Number(index)]
    if (value === undefined) throw new Failure('TEMPLATE_INVALID', 'the template changes what it prints')
    return value
  }
  const fillText = (text: string): Scalar => {
    const whole = WHOLE_SLOT.exec(text)
    return whole === null ? text.replace(SLOT, (_, index: string) => String(at(index))) : at(whole[1])
  }
  const fill = (parsed: unknown): unknown => {
    if (typeof parsed === 'string') return fillText(parsed)
    if (Array.isArray(parsed)) return parsed.map(fill)
    if (typeof parsed !== 'object' || parsed === null) return parsed
    return distinct(Object.entries(parsed).map(([key, value]) => [fillKey(key), fill(value)]))
  }
  const fillKey = (key: string): string => {
    if (!key.includes(OPEN)) return key
    const filled = String(fillText(key))
    if (PRINTED_KEY.test(filled)) return filled
    throw new Failure(
      'TEMPLATE_INVALID',
      `the template prints a value into a key, which may not become ${JSON.stringify(filled)}`,
    )
  }
  const put = (value: unknown): string => `${OPEN}${values.push(checkedScalar(value)) - 1}${CLOSE}`
  return { put, fill }
}

function distinct(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const object = Object.fromEntries(entries)
  if (Object.keys(object).length === entries.length) return object
  throw new Failure('TEMPLATE_INVALID', 'two keys of the template print the same')
}

/** What an environment variable, a label and a YAML scalar can all hold (POSIX: no NUL; YAML 1.2, 5.1: no lone surrogates). */
function checkedScalar(value: unknown): Scalar {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  if (typeof value === 'string' && value.isWellFormed() && !value.includes('\0')) return value
  throw new Failure(
    'TEMPLATE_INVALID',
    'the template prints something that is no text, number or boolean, or holds NUL or a lone surrogate',
  )
}
