import { giveMemory, takeMemory } from './spare-memory.ts'

/** Rows of numbers, all of one width, outside the heap: thousands of them are nothing to its collector. */
export class NumberRows {
  readonly #width: number
  #memory: Buffer
  #numbers: Float64Array
  #length = 0

  /** @param most what is expected; more grow it. */
  constructor (width: number, most: number) {
    this.#width = width
    this.#memory = takeMemory(width * most * Float64Array.BYTES_PER_ELEMENT)
    this.#numbers = numbersIn(this.#memory)
  }

  get length (): number {
    return this.#length
  }

  push (row: readonly number[]): void {
    const at = this.#length * this.#width
    if (at + this.#width > this.#numbers.length) this.#grow()
    for (let column = 0; column < this.#width; column++) this.#numbers[at + column] = row[column] as number
    this.#length++
  }

  at (row: number, column: number): number {
    return this.#numbers[row * this.#width + column] as number
  }

  #grow (): void {
    const [memory, numbers] = [this.#memory, this.#numbers]
    this.#memory = takeMemory(Math.max(2 * memory.byteLength, this.#width * Float64Array.BYTES_PER_ELEMENT))
    this.#numbers = numbersIn(this.#memory)
    this.#numbers.set(numbers)
    giveMemory(memory)
  }

  /** Nobody asks for them any more. */
  release (): void {
    giveMemory(this.#memory)
    this.#memory = Buffer.alloc(0)
    this.#numbers = numbersIn(this.#memory)
    this.#length = 0
  }
}

const numbersIn = ({ buffer, byteLength }: Buffer): Float64Array => new Float64Array(buffer, 0, Math.floor(byteLength / Float64Array.BYTES_PER_ELEMENT))
