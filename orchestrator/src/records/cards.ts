import type { CardMovedAnswer } from '#contract'

/** A card, as far as it has to do with a sandbox. */
export interface CardRef {
  /** Full slug of the sandbox. */
  readonly sandbox: string
  readonly id: string
}

/** What an earlier run on a card did, for the prompt of the next. */
export interface PastRun {
  readonly task_id: string
  readonly agent_type: string
  /** `done`, or the code of the failure. */
  readonly outcome: string
  /** At most 2 KB are kept. */
  readonly summary: string
  readonly commit?: string | undefined
  readonly diffstat?: string | undefined
}

/** What is known of cards. Days are UTC: `2026-01-15`. Every verb may be repeated. */
export interface Cards {
  /** The column that a card was last moved to since a time, at most 30 days ago; undefined when it was not moved. */
  columnOf(card: CardRef, since: Date): Promise<string | undefined>
  /**
   * Counts a task among the runs on a card in a day, once.
   * @param most runs that a day bears
   * @returns false, and counts nothing, when it would be one too many
   */
  admitRun(card: CardRef, day: string, taskId: string, most: number): Promise<boolean>
  /** @param costUsd what the task has cost so far, in all */
  spend(card: CardRef, day: string, taskId: string, costUsd: number): Promise<void>
  /** US dollars that all tasks on the card have cost in a day. */
  spentOn(card: CardRef, day: string): Promise<number>
  /** Notes what a run did; of each card the last ten are kept for 30 days. */
  remember(card: CardRef, run: PastRun): Promise<void>
  /** The newest first. */
  historyOf(card: CardRef): Promise<PastRun[]>
}

/** A card's move, as a signed delivery told it. */
export interface CardMove {
  readonly card: CardRef
  readonly delivery: string
  /** Hash of the signed body: the id of the delivery is not signed, so the same body under another id may be a replay. */
  readonly body: string
  /** Whether the body says when the move was made: then no two moves have the same body. */
  readonly dated: boolean
  readonly from: string | undefined
  readonly to: string
}

export interface CardMoves {
  /**
   * Notes a move and its answer, unless the same was delivered before; that answer counts then.
   * An undated body that was seen before is a move of its own only if the card has meanwhile been back where it moved from.
   * @returns the answer that counts
   */
  receive(move: CardMove, answer: CardMovedAnswer): Promise<CardMovedAnswer>
}

/** The UTC day of a time: `2026-01-15`. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)
