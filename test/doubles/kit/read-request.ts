import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { DoubleRequest } from './exchange.ts'

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  'application/json': (text): unknown => JSON.parse(text),
  'application/x-www-form-urlencoded': (text) => Object.fromEntries(new URLSearchParams(text)),
}

/** Reads a request to its end. @throws SyntaxError for a body that is not the JSON it says it is */
export async function readRequest(
  incoming: IncomingMessage,
  base: string,
  params: Readonly<Record<string, string>>,
): Promise<DoubleRequest> {
  const raw = await buffer(incoming)
  const type = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  const parse = PARSERS[type]
  return {
    method: incoming.method ?? '',
    url: new URL(incoming.url ?? '/', base),
    headers: incoming.headers,
    params,
    body: raw.length === 0 ? undefined : parse?.(raw.toString()),
    raw,
  }
}
