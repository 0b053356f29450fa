/** A state that changes by actions alone. */
export interface Store<State, Action> {
  readonly get: () => State
  readonly dispatch: (action: Action) => void
  /** Calls back after each change. @returns ends that */
  readonly subscribe: (listener: () => void) => () => void
}

export const createStore = <State, Action>(
  reduce: (state: State, action: Action) => State,
  initial: State,
): Store<State, Action> => {
  const listeners = new Set<() => void>()
  let state = initial
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action)
      if (next === state) return
      state = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
