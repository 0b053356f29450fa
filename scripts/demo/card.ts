/** The file of the sample application that makes its page. */
export const PAGE = 'page.js'

/** What the card asks for. */
export const GREETING = 'Welcome aboard!'

/** The card of the demo: something that an agent can do in a minute, and that a running application shows after a restart. */
export const CARD = {
  number: 17,
  title: 'The page greets whoever comes',
  description: `The page of this application (GET /, made by ${PAGE}) should say “${GREETING}” in a paragraph of its own, right below its heading. Change ${PAGE} only. Nothing has to be installed, started or tested.`,
  labels: ['demo'],
} as const

/** Columns of the board: an agent acts in the second one (templates/agents.yml). */
export const FROM = 'To Do'
export const TO = 'In Progress'
