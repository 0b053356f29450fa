import { apiFailure, usageLimit, type EndingFailure } from '../endings.ts'

/**
 * Why a turn failed. Codex prints no code, only these words (`CodexErr` in its protocol crate): they are its format here, read
 * in this place alone. The reset time in them is of the host's time zone, so it is not taken.
 * @param retried whether codex itself had tried again before
 */
export function codexFailure(said: string, retried: boolean): EndingFailure {
  if (/\busage limit\b/.test(said)) return usageLimit(undefined)
  const [, status] = /\bstatus:? (\d{3})\b/.exec(said) ?? []
  if (status !== undefined) return apiFailure(Number(status), said)
  return apiFailure(retried ? undefined : 400, said)
}
