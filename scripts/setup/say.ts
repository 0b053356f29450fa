/** Tells the reader what set-up is doing. On standard error: standard output belongs to the command's own result. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Says what begins, runs it, and says how long it took. Nothing is said about work that took no noticeable time. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await work()
  const seconds = (performance.now() - started) / 1000
  if (seconds >= 0.1) say(`  ${what} · ${seconds.toFixed(1)} s`)
  return result
}
