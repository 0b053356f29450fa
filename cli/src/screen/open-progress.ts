import { plainProgress } from './plain-progress.ts'
import type { Progress } from './progress.ts'
import type { Screen } from './screen.ts'

const SILENT: Progress = { show: () => undefined, lost: () => undefined, end: () => undefined }

/**
 * What moves is loaded where something can move: it takes longer than everything else here.
 * @param subject what the task is about: "team acme"
 */
export const openProgress = async (screen: Screen, subject: string): Promise<Progress> => {
  if (screen.isLive) return (await import('./live-progress.ts')).liveProgress(screen, subject)
  return screen.json ? SILENT : plainProgress((line) => screen.say(line), subject)
}
