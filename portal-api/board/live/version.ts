import type { Api } from '../api/client.ts'
import { object, text } from '../lib/decode.ts'

const Version = object({ version: text })

const own = (): string | undefined => document.querySelector<HTMLMetaElement>('meta[name=version]')?.content

/** Whether portal-api serves another page by now than this one: it was upgraded. @throws Problem */
export const isOutdated = async (api: Api): Promise<boolean> =>
  (await api.get('/board/version.json', Version)).version !== own()
