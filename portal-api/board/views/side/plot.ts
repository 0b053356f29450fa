import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { html } from 'htm/preact'
import uPlot from 'uplot'
import { minutes } from '../../lib/time.ts'
import { LANES, type Series } from './series.ts'

const HEIGHT = 108
const NOWHERE = { left: -10, top: -10 }
const FONT = '11px Inter, system-ui, sans-serif'

const optionsFor = (
  width: number,
  unit: string,
  least: number,
  at: (index: number | undefined) => void,
): uPlot.Options => {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  const axis: uPlot.Axis = {
    stroke: colour('--plot-text'),
    font: FONT,
    grid: { stroke: colour('--plot-grid'), width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    padding: [6, 16, 0, 0],
    cursor: { y: false, sync: { key: 'queues' }, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(least, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, size: 22, space: 60, values: (_plot, times) => times.map((time) => minutes(time * 1_000)) },
      { ...axis, size: 40, space: 24, values: (_plot, values) => values.map((value) => `${value}${unit}`) },
    ],
    series: [
      {},
      ...LANES.map(({ label, colour: name }) => ({
        label,
        stroke: colour(name),
        width: 1.5,
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: { setCursor: [({ cursor }) => at(cursor.idx ?? undefined)] },
  }
}

interface PlotProps {
  readonly series: Series
  readonly label: string
  /** After each value. */
  readonly unit: string
  /** What the axis reaches to at least. */
  readonly least: number
  /** Called with the place in the series that the pointer is at. */
  readonly at: (index: number | undefined) => void
  /** Where the cursor stands, in seconds since 1970; undefined: nowhere. */
  readonly cursor: number | undefined
}

/** A plot that is drawn. */
interface Drawn {
  readonly redraw: () => void
  /** Moves the cursor to where the properties have it. */
  readonly point: () => void
}

/** Draws a plot as wide as there is room; it is drawn anew when light turns to dark. */
const draw = (place: HTMLElement, latest: () => PlotProps, signal: AbortSignal): Drawn => {
  let plot: uPlot | undefined
  const again = (): void => {
    plot?.destroy()
    const { unit, least, series, at } = latest()
    plot = new uPlot(optionsFor(place.clientWidth, unit, least, at), series, place)
  }
  again()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again, { signal })
  const resized = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT }))
  resized.observe(place)
  signal.addEventListener('abort', () => {
    resized.disconnect()
    plot?.destroy()
  })
  return {
    redraw: () => plot?.setData(latest().series),
    point() {
      const { cursor } = latest()
      const place = cursor === undefined ? NOWHERE : { left: plot?.valToPos(cursor, 'x') ?? 0, top: 0 }
      plot?.setCursor(place, false)
    },
  }
}

/** Lines over the last hour. */
export const Plot = (props: PlotProps): VNode => {
  const place = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  const drawn = useRef<Drawn | undefined>(undefined)
  latest.current = props
  useEffect(() => {
    const over = new AbortController()
    if (place.current !== null) drawn.current = draw(place.current, () => latest.current, over.signal)
    return () => over.abort()
  }, [])
  useEffect(() => drawn.current?.redraw(), [props.series])
  useEffect(() => drawn.current?.point(), [props.cursor])
  return html`<div class="plot" role="img" aria-label=${props.label} ref=${place}></div>`
}
