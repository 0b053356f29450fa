/** Tokens that a turn counts. */
export interface Usage {
  readonly input: number
  readonly output: number
}

/** What the model says in one answer. */
export type Turn =
  | { readonly text: string; readonly usage?: Usage }
  /** Uses a tool that the request offers. A text as its input is for tools that take no JSON. */
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> | string; readonly usage?: Usage }
  /** Answers so instead. */
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Never answers. */
  | { readonly hang: true }

/** What is said to whom. */
export interface Script {
  /** Text that the conversation holds; a script without one is for every conversation. */
  readonly when?: string
  /** One answer after the other; the last one is repeated. */
  readonly turns: readonly [Turn, ...Turn[]]
}

/** Said to side requests (a title, a summary of the topic), which offer no tools and are no turn. */
export const ASIDE: Turn = { text: 'Work' }

const NOTHING_PLANNED: Turn = { text: 'No script is for this conversation.' }

/** The scripts of a double, and how far each of them has come. */
export class Stage {
  readonly #scripts: { readonly script: Script; next: number }[]

  constructor(scripts: readonly Script[]) {
    this.#scripts = scripts.map((script) => ({ script, next: 0 }))
  }

  /** Adds a script; it goes before those that are there. */
  add(script: Script): void {
    this.#scripts.unshift({ script, next: 0 })
  }

  /** The next turn in a conversation, from the first script that is for it. */
  turn(conversation: string): Turn {
    const found = this.#scripts.find(({ script: { when } }) => when === undefined || conversation.includes(when))
    if (found === undefined) return NOTHING_PLANNED
    const { turns } = found.script
    const turn = turns[Math.min(found.next, turns.length - 1)]
    found.next += 1
    return turn ?? NOTHING_PLANNED
  }
}
