/** What stands in place of a secret. */
export const REDACTED = '[redacted]'

/**
 * What gives access by itself, and how it is told apart from other text.
 * GitHub's prefixes: https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
 */
const CREDENTIALS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // User and password in a URL; a password may hold an @ itself. No pattern reaches past a quote: the text may be JSON.
  [/:\/\/[^\s/?#@:"]*:[^\s/?#"]*@/g, `://${REDACTED}@`],
  [/\b(Bearer|Basic) +[\w.~+/=-]{16,}/gi, `$1 ${REDACTED}`],
  [/(authorization["']?[:=] *["']?(?:[a-z]+ +)?)[^\s"',;]+/gi, `$1${REDACTED}`],
  // JSON Web Tokens begin with `{"`, signed and encrypted ones alike.
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/g, REDACTED],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,})/g, REDACTED],
  // Tokens of portal-api.
  [/\bslp_[0-9a-f]{16}_[\w-]{43}/g, REDACTED],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=")|$)/g, REDACTED],
]

/** A text without passwords in URLs, authorization headers, tokens and private keys: as it may be logged, stored and told. */
export const withoutCredentials = (text: string): string =>
  CREDENTIALS.reduce((rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement), text)

/** Shorter texts stand in a log by chance. */
const SHORTEST_SECRET = 8

/**
 * Takes credentials out of text, and secrets that are known, also where they stand in JSON or a URL, or in base64.
 * @param secrets as they are; of a Redis URL only its password is one
 */
export const createRedactor = (secrets: readonly string[]): ((text: string) => string) => {
  const forms = new Set(secrets.flatMap(secretPart).flatMap(formsOf))
  const longestFirst = [...forms].filter(({ length }) => length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, REDACTED), withoutCredentials(text))
}

const secretPart = (secret: string): string[] => {
  if (!/^rediss?:\/\//.test(secret)) return [secret]
  const password = URL.parse(secret)?.password ?? ''
  return password === '' ? [] : [password, decodeURIComponent(password)]
}

const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
]
