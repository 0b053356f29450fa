import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Lane } from '../../api/queues.ts'
import { clock, duration } from '../../lib/time.ts'
import { useBoard } from '../context.ts'
import { Plot } from './plot.ts'
import { LANES, oldestOf, seriesOf, waitingOf } from './series.ts'

const NOBODY: Lane = { waiting: 0, active: 0, delayed: 0, oldest_wait_ms: undefined }

const LaneLine = ({ label, colour, lane }: { label: string; colour: string; lane: Lane }): VNode => html`
  <tr>
    <th scope="row"><span class="swatch" style=${{ background: `var(${colour})` }}></span>${label}</th>
    <td>${lane.waiting}</td>
    <td>${lane.active}</td>
    <td>${lane.delayed}</td>
    <td>${lane.waiting === 0 && !lane.oldest_wait_ms ? '–' : duration(lane.oldest_wait_ms ?? 0)}</td>
  </tr>
`

/** How many tasks wait in each lane and how long, over the last hour; under the pointer, at that time. */
export const QueuesSection = (): VNode => {
  const { lanes, samples } = useBoard((board) => board.queues)
  const [index, setIndex] = useState<number | undefined>(undefined)
  const depth = useMemo(() => seriesOf(samples, Date.now(), waitingOf), [samples])
  const wait = useMemo(() => seriesOf(samples, Date.now(), oldestOf), [samples])
  const time = index === undefined ? undefined : depth[0][index]
  const pointed = time === undefined ? undefined : samples.find(({ at }) => Date.parse(at) / 1_000 === time)
  return html`
    <section id="queues" aria-labelledby="queues-title">
      <div class="section-head">
        <h2 id="queues-title" tabindex="-1">Queues</h2>
        <span class="told"
          >${pointed === undefined ? 'now, and over the last hour' : `at ${clock(Date.parse(pointed.at))}`}</span
        >
      </div>
      <div class="panel">
        <table class="lanes">
          <thead>
            <tr>
              <th scope="col">Lane</th>
              <th scope="col">Waiting</th>
              <th scope="col">Active</th>
              <th scope="col">Delayed</th>
              <th scope="col">Oldest</th>
            </tr>
          </thead>
          <tbody>
            ${LANES.map(
              ({ name, label, colour }) =>
                html`<${LaneLine}
                  key=${name}
                  label=${label}
                  colour=${colour}
                  lane=${(pointed?.lanes ?? lanes)[name] ?? NOBODY}
                />`,
            )}
          </tbody>
        </table>
        <h3 class="plot-title">Waiting tasks</h3>
        <${Plot}
          series=${depth}
          label="Waiting tasks of each lane over the last hour"
          unit=""
          least=${4}
          at=${setIndex}
        />
        <h3 class="plot-title">Oldest wait</h3>
        <${Plot}
          series=${wait}
          label="Longest wait in each lane over the last hour, in seconds"
          unit=" s"
          least=${2}
          at=${setIndex}
        />
      </div>
    </section>
  `
}
