/** A Map of bounded size that forgets what was used longest ago. */
export class LruMap<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #maximum: number
  readonly #weigh: (value: V) => number
  #weight = 0

  /** @param maximum of the weights of all values together. @param weigh always says the same of a value; each counts one if absent. */
  constructor (maximum: number, weigh: (value: V) => number = () => 1) {
    this.#maximum = maximum
    this.#weigh = weigh
  }

  get size (): number {
    return this.#entries.size
  }

  get (key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  /** What is heavier than all may be together is not kept, and nothing forgotten for it. */
  set (key: K, value: V): void {
    this.delete(key)
    const weight = this.#weigh(value)
    if (weight > this.#maximum) return
    this.#entries.set(key, value)
    this.#weight += weight
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#maximum) return
      this.delete(oldest)
    }
  }

  delete (key: K): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#weight -= this.#weigh(value)
  }
}
