/** The prompt with the order to answer in JSON, for tools that can't be held to a schema otherwise. */
export const askingForJson = (prompt: string, schema: object | undefined): string =>
  schema === undefined
    ? prompt
    : `${prompt}\n\nYour last message has to be a JSON value under the following schema, and nothing else:\n${JSON.stringify(schema)}\n`

const FENCED = /^```(?:json)?\s*\n(.*)\n```$/s

/** The JSON value that an agent's last words are; undefined when they are something else. */
export function jsonIn(words: string): unknown {
  const text = words.trim()
  try {
    return JSON.parse(FENCED.exec(text)?.[1] ?? text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
