import stringWidth from 'string-width'

/** So much of a text as fits in a width, with a sign that there is more. */
export const cut = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text
  let shown = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(shown + segment) > width - 1) break
    shown += segment
  }
  return width < 1 ? '' : `${shown}…`
}

/** A text in lines of whole words. @param room columns of the screen; a word that is wider has a line of its own */
export const wrap = (text: string, room: number): string[] =>
  text.split('\n').flatMap((line) => {
    const lines: string[] = []
    let current = ''
    for (const word of line.split(' ')) {
      const longer = current === '' ? word : `${current} ${word}`
      if (current !== '' && stringWidth(longer) > room) {
        lines.push(current)
        current = word
      } else current = longer
    }
    return [...lines, current]
  })

/** Lines of which the first begins with a sign, and the others stand below its text. */
export const below = (sign: string, lines: readonly string[]): string[] => {
  const indent = ' '.repeat(stringWidth(sign))
  return lines.map((line, at) => `${at === 0 ? sign : indent}${line}`)
}
