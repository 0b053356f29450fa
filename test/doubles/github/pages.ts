import type { Answer, DoubleRequest } from '../kit/exchange.ts'

/** One page of a list as `per_page` (30, at most 100) and `page` ask for it, with the Link header to the others. */
export function paged(request: DoubleRequest, all: readonly object[]): Answer {
  const asked = (name: string, otherwise: number) => Number(request.url.searchParams.get(name) ?? otherwise)
  const size = Math.min(100, Math.max(1, asked('per_page', 30)))
  const page = Math.max(1, asked('page', 1))
  const last = Math.max(1, Math.ceil(all.length / size))
  const link = (to: number, rel: string) => {
    const url = new URL(request.url)
    url.searchParams.set('page', String(to))
    return `<${url.href}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ]
  return {
    status: 200,
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
    body: all.slice((page - 1) * size, page * size),
  }
}
