import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { CardMovedAnswer, DELIVERY_KNOWN_S } from '#contract'
import type { CardMoves } from '../records/cards.ts'
import { CARD_KNOWN_S } from './cards.ts'
import { cardKey, deliveredBodyKey, deliveryKey } from './keys.ts'
import { loadScript } from './script.ts'

const receive = loadScript('receive-move', z.string())

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** The moves of cards that any orchestrator was told of. */
export const createCardMoves = (redis: Redis, now: () => number = Date.now): CardMoves => ({
  async receive({ card: { sandbox, id }, delivery, body, dated, from, to }, answer) {
    const keys = [deliveryKey(sandbox, hashed(delivery)), deliveredBodyKey(sandbox, body), cardKey(sandbox, id)]
    const dateFlag = dated ? 1 : 0
    const args = [JSON.stringify(answer), DELIVERY_KNOWN_S, from ?? '', to, dateFlag, now(), CARD_KNOWN_S]
    return CardMovedAnswer.parse(JSON.parse(await receive(redis, keys, args)))
  },
})
