import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { html } from 'htm/preact'

interface AskButtonProps {
  readonly word: string
  /** What it says once it was pressed. */
  readonly after: string
  /** What it is about, for those who hear it only. */
  readonly name: string
  readonly strong?: boolean
  /** Resolves with whether that was accepted. */
  readonly ask: () => Promise<boolean>
}

/** A button that asks for something once. Where that was refused it can be pressed again. */
export const AskButton = ({ word, after, name, strong = false, ask }: AskButtonProps): VNode => {
  const [asked, setAsked] = useState(false)
  const press = async (): Promise<void> => {
    setAsked(true)
    if (!(await ask())) setAsked(false)
  }
  return html`
    <button
      type="button"
      class=${strong ? 'small strong' : 'small'}
      disabled=${asked}
      aria-label=${`${word}: ${name}`}
      onClick=${() => void press()}
    >
      ${asked ? after : word}
    </button>
  `
}
