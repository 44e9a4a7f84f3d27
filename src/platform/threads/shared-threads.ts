import { MessageChannel, parentPort, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { overloaded } from '../problem.ts'
import { Peer } from './peer.ts'
import type { Answered } from './peer.ts'
import { threadMemory } from './thread-memory.ts'

/**
 * Threads that several conversations share, each of which goes on for long and has a state of its own there. A thread begins with the
 * first of them, and ends some time after the last.
 */
export interface SharedThreadsOptions {
  /** A module that calls `serveConversations`. */
  readonly script: URL
  readonly threads: number
  /** Of the heap of one thread. */
  readonly memoryMb: number
  /** Of its young objects, where less than usual is enough. */
  readonly youngMb?: number
  /** Conversations of one thread. */
  readonly most: number
  /** Of these, those of one operator: the threads are not for one alone. */
  readonly mostOfOne: number
  /** A thread without conversations ends after so long. */
  readonly idleMs: number
}

interface Shared {
  readonly worker: Worker
  /** With whose they are. */
  readonly peers: Map<Peer, string>
  timer?: NodeJS.Timeout
}

export class SharedThreads {
  readonly #options: SharedThreadsOptions
  readonly #threads = new Set<Shared>()

  constructor (options: SharedThreadsOptions) {
    this.#options = options
  }

  /** How many conversations are going on. */
  get open (): number {
    return [...this.#threads].reduce((sum, { peers }) => sum + peers.size, 0)
  }

  /**
   * A conversation, until `close`. When its thread dies, what was asked and what will be asked fails with a problem.
   *
   * @param of whose it is: an operator. @param answer what is said to questions of the thread. @throws overloaded when too many are open.
   */
  begin (of: string, answer: (question: unknown) => Promise<Answered>): { readonly peer: Peer, readonly close: () => void } {
    const { threads, most, mostOfOne } = this.#options
    const ofOne = [...this.#threads].flatMap(({ peers }) => [...peers.values()]).filter((other) => other === of).length
    if (this.open >= most * threads || ofOne >= mostOfOne * threads) throw overloaded('Too many files of this kind are being read. Send it again in a moment.', {}, { headers: { 'retry-after': '5' } })
    const shared = this.#leastBusy()
    const { port1, port2 } = new MessageChannel()
    const peer = new Peer(port1, answer)
    this.#occupy(shared, peer, of)
    shared.worker.postMessage(port2, [port2])
    return { peer, close: () => { this.#leave(shared, peer) } }
  }

  /** Ends all threads, whatever they do. */
  async close (): Promise<void> {
    await Promise.all([...this.#threads].map(async ({ worker }) => await worker.terminate()))
  }

  #leastBusy (): Shared {
    const [least] = [...this.#threads].toSorted((one, other) => one.peers.size - other.peers.size)
    return least === undefined || (least.peers.size > 0 && this.#threads.size < this.#options.threads) ? this.#start() : least
  }

  #start (): Shared {
    const worker = new Worker(this.#options.script, { resourceLimits: threadMemory(this.#options.memoryMb, this.#options.youngMb) })
    const shared: Shared = { worker, peers: new Map() }
    let cause: unknown
    worker.on('error', (error) => { cause = error })
    worker.once('exit', () => {
      clearTimeout(shared.timer)
      this.#threads.delete(shared)
      const ended = overloaded('The thread that read the file has ended. Send it again: what is recorded is not recorded twice.', {}, { cause, headers: { 'retry-after': '5' } })
      for (const peer of shared.peers.keys()) peer.end(ended)
      shared.peers.clear()
    })
    this.#threads.add(shared)
    return shared
  }

  #occupy (shared: Shared, peer: Peer, of: string): void {
    clearTimeout(shared.timer)
    shared.worker.ref()
    shared.peers.set(peer, of)
  }

  /** A thread that rests keeps no process alive. */
  #leave (shared: Shared, peer: Peer): void {
    peer.end(new Error('The conversation is over'))
    if (!shared.peers.delete(peer) || shared.peers.size > 0) return
    shared.worker.unref()
    shared.timer = setTimeout(() => {
      // No conversation begins in a thread that is ending.
      this.#threads.delete(shared)
      void shared.worker.terminate()
    }, this.#options.idleMs)
    shared.timer.unref()
  }
}

/** A thread's end of one conversation. */
export interface Talk {
  readonly answer: (question: unknown) => Promise<Answered>
  /** It is over, however it came to that; what was asked before may still be under way. */
  readonly left?: () => void
}

/** In a thread: what it says to each conversation. @param begin makes the state of one, which may ask as well. */
export function serveConversations (begin: (ask: Peer['ask']) => Talk): void {
  parentPort?.on('message', (port: MessagePort) => {
    const talk = begin(async (question, transfer) => await peer.ask(question, transfer))
    const peer = new Peer(port, async (question) => await talk.answer(question))
    port.once('close', () => {
      peer.end(new Error('The other end left the conversation'))
      talk.left?.()
    })
  })
}
