/** How far a task is, as one bar shows it. */
export interface Bar {
  readonly name: string
  readonly percentage: number
  /** What it is at: the step that began last. */
  readonly message: string
  readonly seconds: number
  readonly state: 'running' | 'done' | 'failed'
}

/** Where the demo is shown. */
export interface Screen {
  /** Shows a line for good. */
  readonly line: (text: string) => void
  /** Shows tasks that run at the same time; called again whenever one of them moves. */
  readonly bars: (bars: readonly Bar[]) => void
  /** Leaves the bars as they are: what is shown next comes below them. */
  readonly settle: () => void
}

/** Shows nothing: `--json`. */
export const SILENT: Screen = { line: () => undefined, bars: () => undefined, settle: () => undefined }
