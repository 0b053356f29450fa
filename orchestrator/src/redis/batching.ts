import { Redis } from 'ioredis'

type SendCommand = Redis['sendCommand']

/**
 * A connection that sends what is asked for in one turn of the event loop in one write, without waiting for what is not
 * answered yet: Redis works on the last turn's commands while this process works on the next ones. (The pipelines that
 * ioredis can form by itself wait for one another, so that always one of the two is idle.) Commands keep their order.
 */
export class BatchingRedis extends Redis {
  override sendCommand(...args: Parameters<SendCommand>): ReturnType<SendCommand> {
    const { stream } = this
    if (this.status === 'ready' && stream.writableCorked === 0) {
      stream.cork()
      setImmediate(() => stream.uncork())
    }
    return super.sendCommand(...args)
  }
}
