import { Component, h, type ComponentChildren, type FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Store } from './store.ts'

/** What is selected of a store's state; the component is drawn again when that is another value. */
export const useStore = <State, Action, Selected>(
  store: Store<State, Action>,
  select: (state: State) => Selected,
): Selected => {
  const [selected, setSelected] = useState(() => select(store.get()))
  useEffect(() => {
    const look = (): void => setSelected(() => select(store.get()))
    look()
    return store.subscribe(look)
    // A selector reads the same of the state for as long as its component lives.
  }, [store])
  return selected
}

/** The time, in milliseconds since 1970, anew each `everyMs`. */
export const useNow = (everyMs: number): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

type Props = Readonly<Record<string, unknown>>

const areSame = (a: Props, b: Props): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]))
}

/** A component that is drawn again only when its properties are others. */
export const memo = <P extends object>(inner: FunctionComponent<P>): FunctionComponent<P> => {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return !areSame({ ...this.props }, { ...next })
    }
    override render(): ComponentChildren {
      return h(inner, this.props)
    }
  }
  return (props) => h(Memo, props)
}
