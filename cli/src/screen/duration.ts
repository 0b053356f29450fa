/** A span for people: "0.4 s", "12.0 s", "3 min 05 s". */
export const duration = (milliseconds: number): string => {
  const seconds = Math.max(0, milliseconds) / 1_000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.floor(seconds)
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3_600)} h ${String(Math.floor((whole % 3_600) / 60)).padStart(2, '0')} min`
}

const DAY_S = 86_400

/** How long ago something was, in one unit: "5 s ago", "3 h ago", "2 d ago". */
export const ago = (since: string, now: number): string => {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1_000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < DAY_S) return `${Math.floor(seconds / 3_600)} h ago`
  return `${Math.floor(seconds / DAY_S)} d ago`
}
