import { z } from 'zod'
import type { DescribedResponse } from './route.ts'

/** An answer of server-sent events. @param description which events it has, and how it ends */
export const eventStream = (description: string) =>
  ({
    description,
    content: { 'text/event-stream': { schema: z.string() } },
  }) satisfies DescribedResponse

export const LastEventId = z.object({
  'last-event-id': z.string().optional().describe('Id of the last event that was seen; a browser sends it by itself.'),
})

/** Nothing more to come: an EventSource that has seen it all does not come again. */
export const NOTHING_MORE = z.undefined().describe('Everything was seen before, and nothing follows.')
