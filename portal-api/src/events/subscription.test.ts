import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeEntry, type StreamEvent } from './stream-event.ts'
import { RecentEvents } from './recent-events.ts'
import { createSubscription, type News } from './subscription.ts'

const event = (id: string): StreamEvent =>
  decodeEntry([id, ['channel', 'c', 'task_id', 't', 'data', JSON.stringify({ type: 'x' })]])

describe('a subscription', () => {
  const all = () => true
  const scene = (limit: number, accept: (event: StreamEvent) => boolean = all) => {
    const recent = new RecentEvents(limit)
    recent.add(event('0-0')) // before anybody came
    let closings = 0
    const subscription = createSubscription(recent, accept, () => (closings += 1))
    const happen = (...ids: string[]) => ids.forEach((id) => recent.add(event(id)))
    const taken = (): string[] => {
      const next = subscription.next()
      return next === undefined ? [] : [next.id, ...taken()]
    }
    return { subscription, happen, taken, closings: () => closings }
  }

  it('gives each event once, in order, from when it was made until it is closed', () => {
    const { subscription, happen, taken, closings } = scene(10)
    happen('1-0', '2-0')
    assert.deepEqual(taken(), ['1-0', '2-0'])
    happen('3-0')
    assert.deepEqual(taken(), ['3-0'])
    happen('4-0')
    subscription.close()
    subscription.close()
    assert.deepEqual([taken(), closings()], [[], 1])
  })

  it('gives only what is the reader’s', () => {
    const { happen, taken } = scene(10, ({ id }) => id !== '2-0')
    happen('1-0', '2-0', '3-0')
    assert.deepEqual(taken(), ['1-0', '3-0'])
  })

  it('is behind when what it has not taken is no longer kept', () => {
    const { subscription, happen, taken } = scene(3)
    happen('1-0', '2-0', '3-0')
    assert.equal(subscription.isBehind(), false)
    happen('4-0')
    assert.equal(subscription.isBehind(), true)
    assert.deepEqual(taken(), [])
  })

  it('tells whoever listens late what was told before', () => {
    const { subscription } = scene(3)
    const heard: News[] = []
    subscription.tell('quiet')
    subscription.listen((news) => heard.push(news))
    subscription.tell('events')
    assert.deepEqual(heard, ['events', 'events'])
    const ended = scene(3)
    ended.subscription.tell('over')
    ended.subscription.listen((news) => heard.push(news))
    assert.deepEqual([heard.at(-1), ended.closings()], ['over', 1])
  })
})
