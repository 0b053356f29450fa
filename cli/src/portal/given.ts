type Given<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>
}

/** What was given of some values: what is undefined was not, and is not sent. */
export function given<T extends object>(values: T): Given<T>
export function given(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]: [string, unknown]) => value !== undefined))
}
