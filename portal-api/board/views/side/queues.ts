import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Lane, Sample } from '../../api/queues.ts'
import { clock, duration, minutes } from '../../lib/time.ts'
import { useBoard } from '../context.ts'
import { peakOf, type Peak } from './peak.ts'
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

const secondsOf = ({ at }: Sample): number => Date.parse(at) / 1_000

interface TimelineProps {
  readonly samples: readonly Sample[]
  readonly pointed: Sample | undefined
  readonly point: (time: number | undefined) => void
}

/** Goes back in time by keys and by touch, as the pointer does over the plots. */
const Timeline = ({ samples, pointed, point }: TimelineProps): VNode => {
  const moved = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLInputElement)) return
    const sample = samples[currentTarget.valueAsNumber]
    point(sample === undefined ? undefined : secondsOf(sample))
  }
  const told = LANES.map(({ name, label }) => `${label} ${pointed?.lanes[name]?.waiting ?? 0}`).join(', ')
  return html`
    <input
      type="range"
      class="timeline"
      min="0"
      max=${samples.length}
      value=${pointed === undefined ? samples.length : samples.indexOf(pointed)}
      aria-label="Time within the last hour"
      aria-valuetext=${pointed === undefined ? 'now' : `${clock(Date.parse(pointed.at))}, waiting: ${told}`}
      onInput=${moved}
    />
  `
}

const PeakTold = ({ peak, text }: { peak: Peak | undefined; text: (value: number) => string }): VNode => html`
  <span class="peak"
    >${peak === undefined ? 'none' : `at most ${text(peak.value)}, ${peak.lane} at ${minutes(peak.at)}`}</span
  >
`

const Plots = ({ samples, pointed, point }: TimelineProps): VNode => {
  const depth = useMemo(() => seriesOf(samples, Date.now(), waitingOf), [samples])
  const wait = useMemo(() => seriesOf(samples, Date.now(), oldestOf), [samples])
  const [most, longest] = useMemo(() => [peakOf(samples, waitingOf), peakOf(samples, oldestOf)], [samples])
  const at = (index: number | undefined): void => point(index === undefined ? undefined : depth[0][index])
  const cursor = pointed === undefined ? undefined : secondsOf(pointed)
  return html`
    <div class="plot-title">
      <h3>Waiting tasks</h3>
      <${PeakTold} peak=${most} text=${String} />
    </div>
    <${Plot}
      ...${{ series: depth, unit: '', least: 4, at, cursor }}
      label="Waiting tasks of each lane over the last hour"
    />
    <div class="plot-title">
      <h3>Oldest wait</h3>
      <${PeakTold} peak=${longest} text=${(seconds: number) => duration(seconds * 1_000)} />
    </div>
    <${Plot}
      ...${{ series: wait, unit: ' s', least: 2, at, cursor }}
      label="Longest wait in each lane over the last hour, in seconds"
    />
    <${Timeline} samples=${samples} pointed=${pointed} point=${point} />
  `
}

/** How many tasks wait in each lane and how long, over the last hour; under the pointer, at that time. */
export const QueuesSection = (): VNode => {
  const { lanes, samples } = useBoard((board) => board.queues)
  const [time, setTime] = useState<number | undefined>(undefined)
  const pointed = time === undefined ? undefined : samples.find((sample) => secondsOf(sample) === time)
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
        ${
          samples.length === 0
            ? html`<p class="quiet no-plot">
                No samples of the last hour. A running orchestrator takes one every 15 seconds.
              </p>`
            : html`<${Plots} samples=${samples} pointed=${pointed} point=${setTime} />`
        }
      </div>
    </section>
  `
}
