import type { MessagePort, Transferable } from 'node:worker_threads'

/** One end of a conversation of two threads, in which either asks the other. */

/** An answer, and what of it is handed over rather than copied: who answered has it no more. */
export interface Answered { readonly value?: unknown, readonly transfer?: readonly Transferable[] }

type Message =
  | { readonly kind: 'asked', readonly id: number, readonly question: unknown }
  | { readonly kind: 'answered', readonly id: number, readonly value: unknown }
  | { readonly kind: 'failed', readonly id: number, readonly message: string, readonly stack: string | undefined }

/** The other end threw; its own error, which may be of any class, stays there. */
export class PeerFailure extends Error {
  constructor (message: string, stack: string | undefined) {
    super(message)
    this.name = 'PeerFailure'
    if (stack !== undefined) this.stack = stack
  }
}

export class Peer {
  readonly #port: MessagePort
  readonly #answer: (question: unknown) => Promise<Answered>
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>()
  #last = 0
  #ended: Error | undefined

  /** @param answer what this end says to questions of the other. */
  constructor (port: MessagePort, answer: (question: unknown) => Promise<Answered>) {
    this.#port = port
    this.#answer = answer
    port.on('message', (message: Message) => { this.#hear(message) })
  }

  /** @param transfer what is handed over with it. @throws PeerFailure when the other end cannot answer; whatever the conversation ended with. */
  async ask (question: unknown, transfer: readonly Transferable[] = []): Promise<unknown> {
    if (this.#ended !== undefined) throw this.#ended
    const id = ++this.#last
    const answer = Promise.withResolvers<unknown>()
    this.#asked.set(id, answer)
    this.#post({ kind: 'asked', id, question }, transfer)
    return await answer.promise
  }

  /** Nothing is asked any more, and nothing answered; what is still open fails with the reason. */
  end (reason: Error): void {
    if (this.#ended !== undefined) return
    this.#ended = reason
    this.#port.close()
    for (const { reject } of this.#asked.values()) reject(reason)
    this.#asked.clear()
  }

  #hear (message: Message): void {
    if (message.kind === 'asked') {
      void this.#reply(message.id, message.question)
      return
    }
    const answer = this.#asked.get(message.id)
    this.#asked.delete(message.id)
    if (message.kind === 'answered') answer?.resolve(message.value)
    else answer?.reject(new PeerFailure(message.message, message.stack))
  }

  async #reply (id: number, question: unknown): Promise<void> {
    try {
      const { value, transfer } = await this.#answer(question)
      this.#post({ kind: 'answered', id, value }, transfer)
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error))
      this.#post({ kind: 'failed', id, message, stack })
    }
  }

  /** Of a port that was closed meanwhile nothing leaves. */
  #post (message: Message, transfer: readonly Transferable[] = []): void {
    this.#port.postMessage(message, [...transfer])
  }
}
