import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { html } from 'htm/preact'
import { object, text } from '../../lib/decode.ts'
import { plain } from '../../lib/plain.ts'
import { saidIn } from '../../state/said.ts'
import { Tick } from './field.ts'
import { Window } from './window.ts'

const MOST_LINES = 400
/** So near the end one follows it; who has gone back to read stays there. */
const NEAR_PX = 40

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
      const lines = Printed(value, 'output').text.split('\n')
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

/** What a line says to people. */
const Told = ({ line }: { line: string }): VNode => html`
  ${saidIn(line).map(({ as, text }, index) => html`<div key=${index} class="said" data-as=${as}>${text}</div>`)}
`

/** What an agent's tool prints, in a window: as it is to be read, or as it was printed. */
export const Output = ({ taskId, name }: { taskId: string; name: string }): VNode => {
  const { lines, over } = useOutput(taskId)
  const [asPrinted, setAsPrinted] = useState(false)
  const region = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const scrolled = (): void => {
    const { current: box } = region
    if (box !== null) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
  }
  useEffect(() => {
    if (atEnd.current) region.current?.scrollTo({ top: region.current.scrollHeight })
  }, [lines, asPrinted])
  return html`
    <${Window} title=${`Output of the agent in ${name}`} wide>
      <div ref=${region} class="output" tabindex="0" role="region" aria-label="Output" onScroll=${scrolled}>
        ${lines.length === 0 && html`<p class="quiet">${over ? 'It printed nothing that is kept.' : 'Nothing yet.'}</p>`}
        ${lines.map((line, index) =>
          asPrinted ? html`<div key=${index}>${plain(line)}</div>` : html`<${Told} key=${index} line=${line} />`,
        )}
      </div>
      <div class="output-foot">
        <span class="fine">${over ? 'It has ended.' : 'Live.'}</span>
        <${Tick} name="as-printed" checked=${asPrinted} onTick=${setAsPrinted}>As it was printed<//>
      </div>
    <//>
  `
}
