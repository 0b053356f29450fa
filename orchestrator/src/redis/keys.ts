// Keys that only orchestrators use. What portal-api reads too is named in contract/.

/** Journal of a task: fence, facts, failure, and `step:<name>` for each step. */
export const journalKey = (taskId: string): string => `slipway:journal:${taskId}`

/** What stands for an owner: `<kind> <name>` → LedgerEntry as JSON. */
export const LEDGER_PREFIX = 'slipway:ledger:'
export const ledgerKey = (owner: string): string => `${LEDGER_PREFIX}${owner}`
/** Set of the owners that have a ledger. */
export const LEDGER_OWNERS = 'slipway:ledgers'

/** Ticket of a task that waits or runs: its number in line, its claims, and whether it holds them. */
export const TICKET_PREFIX = 'slipway:ticket:'
export const ticketKey = (taskId: string): string => `${TICKET_PREFIX}${taskId}`
/** Sorted sets of tickets at a node of the lock tree, by their number: `<prefix><node>|x` and `|s`. */
export const LOCK_PREFIX = 'slipway:lock:'
/** Hash: slug node of a workspace → id node of its team. */
export const LOCK_PARENTS = 'slipway:parents'

/** Set of the ids of tasks that have a ticket: every task that was seen and has not ended. */
export const OPEN_TASKS = 'slipway:open'

/** Answer to a challenge of a certificate authority, by its token. */
export const challengeKey = (token: string): string => `slipway:challenge:${token}`

/** Hash: host → why its certificate could not be renewed, and when that is tried again, as JSON. */
export const FAILED_RENEWALS = 'slipway:renewals'

/** Lease of what one process at a time may do: its holder. */
export const mutexKey = (name: string): string => `slipway:mutex:${name}`
/** Sorted set of those that ask for it, by when they last did. */
export const mutexLineKey = (name: string): string => `slipway:asking:${name}`

/** Sorted sets of a budget: `<key>|made`, the calls that were made, by their time; `|waiting` and `|told`, those that wait, by their place and by their turn. */
export const limitKey = (budget: string): string => `slipway:limit:${budget}`

/** What is known of a card of a sandbox: a hash of the column it was last seen in and when; beside it, what runs did on it. */
export const cardKey = (sandboxFullSlug: string, cardId: string): string => `slipway:card:${sandboxFullSlug}:${cardId}`
/** List of what the last runs on a card did, as JSON; newest first. */
export const cardHistoryKey = (card: string): string => `${card}|history`
/** Set of the tasks that ran on a card in a day. */
export const cardRunsKey = (card: string, day: string): string => `${card}|runs|${day}`
/** Hash: task that ran on a card in a day → what it cost in US dollars. */
export const cardCostKey = (card: string, day: string): string => `${card}|cost|${day}`

/** Answer that a delivery of a sandbox's board was given, and one that a signed body was, by their hashes. */
export const deliveryKey = (sandboxFullSlug: string, delivery: string): string =>
  `slipway:delivery:${sandboxFullSlug}:${delivery}`
export const deliveredBodyKey = (sandboxFullSlug: string, body: string): string =>
  `slipway:delivered:${sandboxFullSlug}:${body}`

/** Sorted set of the tasks of agents (as JSON) that gave way to a task, by when they did. */
export const interruptedKey = (taskId: string): string => `slipway:interrupted:${taskId}`
