/** What `/message` of an unchanged checkout of the template answers. */
export const SAMPLE_MESSAGE = 'Hello from Slipway.'

/** What is committed on the branch of the red sandbox. */
export const RED_MESSAGE = 'Hello from the red branch.'

/** Rows that the workspace has before the sandboxes are made. */
export const EARLIER_ROWS: readonly string[] = ['from before', 'the sandboxes']

/** A row that is written into the red sandbox alone. */
export const RED_ROW = 'only red knows'
