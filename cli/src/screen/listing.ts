import type { Screen } from './screen.ts'

/** Prints a page of what was asked for: for programs as it came, for people a table. @param lines of the table */
export const printPage = async <Item>(
  screen: Screen,
  page: { readonly items: readonly Item[] },
  lines: (items: readonly Item[]) => readonly string[] | Promise<readonly string[]>,
): Promise<void> => {
  if (screen.json) screen.printJson(page)
  else if (page.items.length === 0) screen.say(screen.paintErr.dim('There are none.'))
  else screen.print(...(await lines(page.items)))
}
