import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '#contract'
import { readSettings, type Settings } from './settings-file.ts'

/** Where portal-api listens unless it is told otherwise. */
const DEFAULT_URL = 'http://127.0.0.1:8080'
/** The token of the installation whose checkout this is, which only its owner can read. */
const CHECKOUT_TOKEN = join(import.meta.dirname, '../../data/portal-token')

/** What the environment may say. An empty variable counts as unset. */
export interface Environment {
  readonly SLIPWAY_URL?: string | undefined
  readonly SLIPWAY_TOKEN?: string | undefined
  readonly SLIPWAY_TOKEN_FILE?: string | undefined
  readonly XDG_CONFIG_HOME?: string | undefined
  readonly NO_COLOR?: string | undefined
  readonly TERM?: string | undefined
  /** Shell that completes; zsh shows descriptions. */
  readonly SHELL?: string | undefined
}

/** What the command line may say, which goes before the environment. */
export interface Given {
  readonly url?: string | undefined
  readonly token?: string | undefined
  readonly tokenFile?: string | undefined
}

/** Which portal-api is talked to, as whom, and where that was found: `from` is for people. */
export interface Target {
  readonly url: string
  readonly urlFrom: string
  readonly token: string | undefined
  readonly tokenFrom: string
  /** Whether the token was named for this call, rather than remembered. */
  readonly tokenIsGiven: boolean
}

export const environment = (): Environment => process.env

/** Path of the settings that `slipway login` writes. */
export const settingsPath = (env: Environment): string =>
  join(set(env.XDG_CONFIG_HOME) ?? join(homedir(), '.config'), 'slipway', 'config.json')

/**
 * Option, environment, settings file, then what stands beside this command line: the first that says something. A token
 * that was stored for one address is sent to no other.
 * @throws Failure WRONG_USAGE, SECRET_EXPOSED
 */
export const findTarget = async (
  given: Given,
  env: Environment,
  checkoutToken: string = CHECKOUT_TOKEN,
): Promise<Target> => {
  const explicit = first<string>([given.url, '--url'], [env.SLIPWAY_URL, 'SLIPWAY_URL'])
  const token = await explicitToken(given, env)
  const path = settingsPath(env)
  const settings = explicit !== undefined && token !== undefined ? undefined : await readSettings(path)
  const [address, urlFrom] = explicit ?? first([settings?.url, path]) ?? [DEFAULT_URL, 'the default']
  const url = checkedUrl(address)
  const [text, tokenFrom] = token ?? (await keptToken(url, settings, path, checkoutToken)) ?? [undefined, 'nowhere']
  return { url, urlFrom, token: text, tokenFrom, tokenIsGiven: token !== undefined }
}

type Found<T> = readonly [value: T, from: string]

const set = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

const first = <T extends string>(
  ...candidates: readonly Found<string | undefined>[]
): Found<T | string> | undefined => {
  for (const [value, from] of candidates) if (set(value) !== undefined && value !== undefined) return [value, from]
  return undefined
}

const explicitToken = async (given: Given, env: Environment): Promise<Found<string> | undefined> => {
  const direct = first<string>([given.token, '--token'])
  if (direct !== undefined) return direct
  if (given.tokenFile !== undefined) return [await tokenIn(given.tokenFile, '--token-file'), given.tokenFile]
  const ofEnvironment = first<string>([env.SLIPWAY_TOKEN, 'SLIPWAY_TOKEN'])
  if (ofEnvironment !== undefined) return ofEnvironment
  const file = set(env.SLIPWAY_TOKEN_FILE)
  return file === undefined ? undefined : [await tokenIn(file, 'SLIPWAY_TOKEN_FILE'), file]
}

const keptToken = async (
  url: string,
  settings: Settings | undefined,
  path: string,
  checkoutToken: string,
): Promise<Found<string> | undefined> => {
  if (settings?.token !== undefined && checkedUrl(settings.url) === url) return [settings.token, path]
  if (!isLoopback(url)) return undefined
  const text = await readFile(checkoutToken, 'utf8').catch(() => '') // There is none, or it is somebody else's.
  return text.trim() === '' ? undefined : [text.trim(), checkoutToken]
}

const tokenIn = async (file: string, named: string): Promise<string> => {
  try {
    const text = (await readFile(file, 'utf8')).trim()
    if (text !== '') return text
  } catch (cause) {
    throw new Failure('WRONG_USAGE', `The file of ${named} can't be read: ${file}`, { cause })
  }
  throw new Failure('WRONG_USAGE', `The file of ${named} is empty: ${file}`)
}

/** Whether an address is one of this machine. */
export const isLoopback = (url: string): boolean =>
  /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

/** An address without a slash at its end. */
export const checkedUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const wrong = url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== ''
  if (wrong) throw new Failure('WRONG_USAGE', `${JSON.stringify(text)} is no address, as ${DEFAULT_URL} is one.`)
  if (url.username !== '' || url.password !== '') throw new Failure('WRONG_USAGE', 'The address may hold no password.')
  return url.href.replace(/\/+$/, '')
}
