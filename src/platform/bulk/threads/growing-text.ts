/** Text as bytes, piece by piece: thousands of pieces that wait to be joined would be moved by the collector first. */
export class GrowingText {
  #bytes: Buffer<ArrayBuffer>
  #length = 0

  /** @param bytes what is expected. */
  constructor (bytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes)
  }

  add (text: string): void {
    const needed = this.#length + Buffer.byteLength(text)
    if (needed > this.#bytes.byteLength) {
      const grown = Buffer.allocUnsafeSlow(2 * needed)
      this.#bytes.copy(grown, 0, 0, this.#length)
      this.#bytes = grown
    }
    this.#length += this.#bytes.write(text, this.#length)
  }

  bytes (): Buffer<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }
}
