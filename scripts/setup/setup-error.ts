/** Set-up cannot go on for a reason that the reader can act on: the message is all they need, without a stack. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
