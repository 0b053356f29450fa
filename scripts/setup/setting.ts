/** A variable of the environment; an empty one counts as unset, as everywhere in Slipway. */
export function setting(name: string): string | undefined {
  const value = process.env[name]
  return value === '' ? undefined : value
}
