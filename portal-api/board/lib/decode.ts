/** Reads a value from outside as what it is to be. @throws Undecodable naming the place */
export type Decoder<T> = (value: unknown, at: string) => T

/** What the server sent is not what this page understands: most likely the two are of different versions. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable'
}

const wrong = (at: string, expected: string): Undecodable => new Undecodable(`${at} is not ${expected}`)

export const text: Decoder<string> = (value, at) => {
  if (typeof value !== 'string') throw wrong(at, 'a text')
  return value
}

export const number: Decoder<number> = (value, at) => {
  if (typeof value !== 'number') throw wrong(at, 'a number')
  return value
}

export const flag: Decoder<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw wrong(at, 'true or false')
  return value
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const record: Decoder<Readonly<Record<string, unknown>>> = (value, at) => {
  if (!isObject(value)) throw wrong(at, 'an object')
  return value
}

export const optional =
  <T>(of: Decoder<T>): Decoder<T | undefined> =>
  (value, at) =>
    value === undefined || value === null ? undefined : of(value, at)

export const withDefault =
  <T>(of: Decoder<T>, fallback: T): Decoder<T> =>
  (value, at) =>
    value === undefined || value === null ? fallback : of(value, at)

export const list =
  <T>(of: Decoder<T>): Decoder<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw wrong(at, 'a list')
    return value.map((item, index) => of(item, `${at}[${index}]`))
  }

export const oneOf =
  <const Words extends readonly string[]>(words: Words): Decoder<Words[number]> =>
  (value, at) => {
    const word = words.find((each) => each === value)
    if (word === undefined) throw wrong(at, words.join(' or '))
    return word
  }

type Shape = Readonly<Record<string, Decoder<unknown>>>
export type Decoded<S extends Shape> = { readonly [K in keyof S]: ReturnType<S[K]> }

const hasAll = <S extends Shape>(value: object, shape: S): value is Decoded<S> =>
  Object.keys(shape).every((key) => Object.hasOwn(value, key))

/** An object of these fields; what else is in it is passed over. */
export const object =
  <S extends Shape>(shape: S): Decoder<Decoded<S>> =>
  (value, at) => {
    const fields = record(value, at)
    const decoded = Object.fromEntries(
      Object.entries(shape).map(([key, decode]): [string, unknown] => [key, decode(fields[key], `${at}.${key}`)]),
    )
    if (!hasAll(decoded, shape)) throw wrong(at, 'whole')
    return decoded
  }
