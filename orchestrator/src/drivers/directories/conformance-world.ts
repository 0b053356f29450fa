import type { OtherProcess } from '../another-process.ts'
import type { DirectoriesCall } from './conformance-call.ts'
import type { Directories } from './port.ts'

/** What the conformance suite needs besides the driver. */
export interface DirectoriesWorld extends AsyncDisposable {
  readonly directories: Directories
  /** Absolute path of something below the data root. */
  pathOf(path: string): string
  /** Makes a call from another process. */
  start(call: DirectoriesCall): OtherProcess
  /** Whatever of temporary kind stands anywhere below the data root. */
  leftovers(): Promise<string[]>
}

export type MakeDirectoriesWorld = () => Promise<DirectoriesWorld>
