/** Colours, cursor moves and titles as terminals take them (ECMA-48, 5.4 and 8.3.89). */

const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g
/** What can't be seen but changes how the rest is shown: controls but tab and line feed, and changes of direction. */
const UNSEEN = /(?![\t\n])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text of somebody else's program as it can be shown: without colours, and with a mark for each hidden character. */
export const plain = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(SEQUENCES, '').replaceAll(UNSEEN, '\ufffd')
