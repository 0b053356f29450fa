import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const STYLES = {
  bold: 'bold',
  dim: 'dim',
  red: 'red',
  green: 'green',
  yellow: 'yellow',
  cyan: 'cyan',
} as const satisfies Record<string, Style>

/** Colours text for one stream: not where it is no terminal, nor where NO_COLOR is set. */
export type Paint = Readonly<Record<keyof typeof STYLES, (text: string) => string>>

export const paintFor = (stream: NodeJS.WriteStream): Paint => {
  const paint = (style: Style) => (text: string) => (text === '' ? '' : styleText(style, text, { stream }))
  return {
    bold: paint(STYLES.bold),
    dim: paint(STYLES.dim),
    red: paint(STYLES.red),
    green: paint(STYLES.green),
    yellow: paint(STYLES.yellow),
    cyan: paint(STYLES.cyan),
  }
}
