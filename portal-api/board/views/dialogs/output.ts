import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { html } from 'htm/preact'
import { object, text } from '../../lib/decode.ts'
import { plain } from '../../lib/plain.ts'
import { Window } from './window.ts'

const MOST_LINES = 400

const Printed = object({ text })

/** The last lines that an agent's tool printed, live. */
const useOutput = (taskId: string): { readonly lines: readonly string[]; readonly over: boolean } => {
  const [lines, setLines] = useState<readonly string[]>([])
  const [over, setOver] = useState(false)
  useEffect(() => {
    let waiting: string[] = []
    const source = new EventSource(`/api/agents/${taskId}/output`)
    const flush = (): void => {
      const added = waiting
      waiting = []
      setLines((before) => [...before, ...added].slice(-MOST_LINES))
    }
    source.addEventListener('output', ({ data }: MessageEvent<string>) => {
      if (waiting.length === 0) requestAnimationFrame(flush)
      const value: unknown = JSON.parse(data)
      const lines = plain(Printed(value, 'output').text).split('\n')
      waiting.push(...lines.filter((line) => line !== ''))
    })
    source.addEventListener('end', () => {
      source.close()
      setOver(true)
    })
    return () => source.close()
  }, [taskId])
  return { lines, over }
}

/** What an agent's tool prints, in a window. */
export const Output = ({ taskId, name }: { taskId: string; name: string }): VNode => {
  const { lines, over } = useOutput(taskId)
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [lines])
  return html`
    <${Window} title=${`Output of the agent in ${name}`} wide>
      <div class="output" tabindex="0" role="region" aria-label="Output">
        ${lines.length === 0 && html`<p class="quiet">${over ? 'It printed nothing that is kept.' : 'Nothing yet.'}</p>`}
        ${lines.map((line, index) => html`<div key=${index}>${line}</div>`)}
        <div ref=${end}></div>
      </div>
      <p class="form fine">${over ? 'It has ended.' : 'Live.'}</p>
    <//>
  `
}
