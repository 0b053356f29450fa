import { liveProgress } from './live-progress.ts'
import { plainProgress } from './plain-progress.ts'
import type { Progress } from './progress.ts'
import type { Screen } from './screen.ts'

const SILENT: Progress = { show: () => undefined, lost: () => undefined, end: () => undefined }

/** @param subject what the task is about: "team acme" */
export const openProgress = (screen: Screen, subject: string): Progress => {
  if (screen.isLive) return liveProgress(screen, subject)
  return screen.json ? SILENT : plainProgress((line) => screen.say(line), subject)
}
