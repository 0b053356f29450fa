/** What the command line ends with; docs/cli.md tells scripts of it. */
export const EXIT = {
  done: 0,
  /** What was asked for failed and was undone, or was refused: nothing of it stands. */
  failed: 1,
  /** The command line, its settings or its token are wrong. */
  usage: 2,
  /** portal-api could not be reached, or could not serve. */
  unreachable: 3,
  /** Something is left over that could not be undone. */
  leftovers: 4,
  /** Ctrl-C. What was waited for goes on. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
