import type { EndingFailure } from './endings.ts'
import type { AgentEvent, CliRequest } from './port.ts'

/** Keeps an eye on what a request gives an agent whose tool does not bound that itself. */
export class Limits {
  readonly #request: Pick<CliRequest, 'maxTurns' | 'maxBudgetUsd'>
  #passed: EndingFailure | undefined

  constructor(request: Pick<CliRequest, 'maxTurns' | 'maxBudgetUsd'>) {
    this.#request = request
  }

  /** Why the run is to be stopped, or has been. */
  get passed(): EndingFailure | undefined {
    return this.#passed
  }

  /** Looks at what a run has come to while it goes on. @returns the event that asks for its end, once */
  see({ turns, costUsd }: { readonly turns: number; readonly costUsd: number }): AgentEvent[] {
    const { maxTurns = Infinity, maxBudgetUsd = Infinity } = this.#request
    if (this.#passed !== undefined || (turns < maxTurns && costUsd < maxBudgetUsd)) return []
    this.#passed =
      turns >= maxTurns
        ? { code: 'AGENT_MAX_TURNS', message: `The agent had not finished after ${turns} turns.` }
        : { code: 'AGENT_BUDGET', message: `The agent had not finished when it had spent $${costUsd.toFixed(2)}.` }
    return [{ kind: 'limit' }]
  }
}
