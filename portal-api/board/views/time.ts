import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { useNow } from '../lib/hooks.ts'
import { age, ago, exactly } from '../lib/time.ts'

interface TimeProps {
  readonly at: string
  /** Without "ago", where there is little room. */
  readonly short?: boolean
}

/** How long ago something was, kept up to date; when exactly, under the pointer. */
export const Time = ({ at, short = false }: TimeProps): VNode => {
  const now = useNow(10_000)
  return html`<time datetime=${at} title=${exactly(at)}>${short ? age(at, now) : ago(at, now)}</time>`
}
