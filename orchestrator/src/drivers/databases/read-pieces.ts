import type { FileHandle } from 'node:fs/promises'

/** Bytes read at a time: large enough to cost few calls, small enough to be handled within about a millisecond. */
export const PIECE_BYTES = 512 * 1024

/**
 * Reads an open file from its beginning, piece by piece, and reads the next one while a piece is handled.
 * The event loop turns between two pieces.
 * @param handle is given a piece, which is valid until its promise is kept; answers whether to go on
 * @returns whether it went on to the end
 */
export async function readPieces(
  file: FileHandle,
  signal: AbortSignal,
  handle: (piece: Buffer, position: number) => Promise<boolean>,
): Promise<boolean> {
  const buffers = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const
  const read = async (buffer: Buffer, position: number) => {
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, position)
    return buffer.subarray(0, bytesRead)
  }
  let [current, spare] = buffers
  let position = 0
  let piece = await read(current, position)
  while (piece.length > 0) {
    signal.throwIfAborted()
    const [goOn, next] = await Promise.all([handle(piece, position), read(spare, position + piece.length)])
    if (!goOn) return false
    position += piece.length
    piece = next
    ;[current, spare] = [spare, current]
  }
  return true
}
