const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long something took or takes: "4.2 s", "1:05", "2 h 03". */
export const duration = (ms: number): string => {
  const whole = Math.max(0, ms)
  if (whole < 10 * SECOND) return `${(whole / SECOND).toFixed(1)} s`
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} s`
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}:${two((whole % MINUTE) / SECOND)} min`
  return `${Math.floor(whole / HOUR)} h ${two((whole % HOUR) / MINUTE)}`
}

/** How long ago something was, in one unit: "now", "5 min", "3 d". */
export const age = (since: string, now: number): string => {
  const ms = now - Date.parse(since)
  if (Number.isNaN(ms)) return ''
  if (ms < 10 * SECOND) return 'now'
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}

/** The same in a sentence. */
export const ago = (since: string, now: number): string => {
  const told = age(since, now)
  return told === 'now' || told === '' ? 'just now' : `${told} ago`
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
/** To the second. */
export const clock = (at: number): string => CLOCK.format(at)

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })
/** In full, with the time zone; '' for what is no time. */
export const exactly = (at: string): string => (Number.isNaN(Date.parse(at)) ? '' : EXACT.format(Date.parse(at)))

const MINUTES = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false })
/** Hours and minutes of a day, for an axis. @param at in milliseconds since 1970 */
export const minutes = (at: number): string => MINUTES.format(at)
