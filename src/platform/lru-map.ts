/** A Map of bounded size that forgets what was used longest ago. */
export class LruMap<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #maximum: number

  constructor (maximum: number) {
    this.#maximum = maximum
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

  set (key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#maximum) {
      const oldest = this.#entries.keys().next()
      if (oldest.done !== true) this.#entries.delete(oldest.value)
    }
  }

  delete (key: K): void {
    this.#entries.delete(key)
  }
}
