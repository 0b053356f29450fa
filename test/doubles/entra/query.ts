import type { DoubleRequest } from '../kit/exchange.ts'
import { badRequest, unsupportedQuery } from './graph-error.ts'

/** What a collection is asked by: the properties that a $filter may name. */
interface Filterable {
  readonly displayName: string
  readonly appId: string
  readonly tags: readonly string[]
}

type Filter = (object: Filterable) => boolean

const literal = (quoted: string): string => quoted.replaceAll("''", "'")
const VALUE = "'((?:[^']|'')*)'"

// What Graph documents as supported without advanced query capabilities, as far as it is of use here. `uniqueName` is
// an alternate key, and not documented as one of the properties that $filter takes.
const FILTERS: readonly (readonly [RegExp, (value: string) => Filter])[] = [
  [
    new RegExp(`^appId eq ${VALUE}$`),
    (value) =>
      ({ appId }) =>
        appId === value,
  ],
  [
    new RegExp(`^displayName eq ${VALUE}$`),
    (value) =>
      ({ displayName }) =>
        displayName === value,
  ],
  [
    new RegExp(`^startswith\\(displayName, ?${VALUE}\\)$`, 'i'),
    (value) =>
      ({ displayName }) =>
        displayName.startsWith(value),
  ],
  [
    new RegExp(`^tags/any\\(\\w+: ?\\w+ eq ${VALUE}\\)$`),
    (value) =>
      ({ tags }) =>
        tags.includes(value),
  ],
  [
    new RegExp(`^tags/any\\(\\w+: ?startswith\\(\\w+, ?${VALUE}\\)\\)$`, 'i'),
    (value) =>
      ({ tags }) =>
        tags.some((tag) => tag.startsWith(value)),
  ],
]

function filterOf(text: string): Filter {
  for (const [expression, make] of FILTERS) {
    const [, quoted] = expression.exec(text) ?? []
    if (quoted !== undefined) return make(literal(quoted))
  }
  throw unsupportedQuery(`Unsupported or invalid query filter clause specified: ${text}`)
}

const PAGE = 100
const LONGEST_PAGE = 999

function pageSize(url: URL): number {
  const top = url.searchParams.get('$top')
  if (top === null) return PAGE
  const size = Number(top)
  if (!Number.isInteger(size) || size < 1 || size > LONGEST_PAGE)
    throw badRequest(`Invalid page size specified: '${top}'.`)
  return size
}

/** A page of what a collection's query asks for, shown by `show`. Pages go by the order of making. */
export function page<T extends Filterable & { readonly sequence: number }>(
  { url, headers }: DoubleRequest,
  all: readonly T[],
  show: (object: T) => Record<string, unknown>,
): Record<string, unknown> {
  const { searchParams: query } = url
  for (const refused of ['$search', '$orderby']) {
    if (query.has(refused)) throw unsupportedQuery(`${refused} needs advanced query capabilities that are not served.`)
  }
  const filter = query.get('$filter')
  const matching = filter === null ? all : all.filter(filterOf(filter))
  const after = Number(Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString() || 0)
  const rest = matching.filter(({ sequence }) => sequence > after)
  const size = pageSize(url)
  const shown = rest.slice(0, size)
  const next = new URL(url)
  next.searchParams.set('$skiptoken', Buffer.from(String(shown.at(-1)?.sequence ?? 0)).toString('base64url'))
  // Without the header the service takes no notice of $count.
  const counts = query.get('$count') === 'true' && headers['consistencylevel'] === 'eventual'
  return {
    ...(counts ? { '@odata.count': matching.length } : {}),
    ...(rest.length > size ? { '@odata.nextLink': next.href } : {}),
    value: shown.map((object) => selected(url, show(object))),
  }
}

/** The properties that $select names, or all. */
export function selected(url: URL, object: Record<string, unknown>): Record<string, unknown> {
  const names = url.searchParams.get('$select')?.split(',')
  if (names === undefined) return object
  return Object.fromEntries(
    names.map((name) => {
      if (!Object.hasOwn(object, name)) throw badRequest(`Could not find a property named '${name}'.`)
      return [name, object[name]]
    }),
  )
}
