import { Worker } from 'node:worker_threads'
import { overloaded } from '../problem.ts'

/**
 * Heavy work off the event loop: a few threads that stay, a line of jobs that waits for them, and limits to all of it, so that no request
 * can take the machine from the others.
 */
export interface ThreadPoolOptions {
  /** A module that calls `serveJobs`. */
  readonly script: URL
  readonly threads: number
  /** Of the heap of one thread. */
  readonly memoryMb: number
  /** A job that takes longer ends, and its thread with it. */
  readonly jobTimeoutMs: number
  /** A job that waits longer is not begun. */
  readonly waitTimeoutMs: number
  readonly mostWaiting: number
  /** Of one operator: the line is not for one alone. */
  readonly mostWaitingOfOne: number
  /** A thread without work ends after so long. */
  readonly idleMs: number
}

/** A job went beyond its limits and was ended. */
export class ThreadLimit extends Error {
  readonly limit: 'time' | 'memory'

  constructor (limit: 'time' | 'memory', options?: ErrorOptions) {
    super(`The job took more ${limit} than it may`, options)
    this.limit = limit
  }
}

interface Task<Job, Answer> {
  readonly job: Job
  readonly of: string
  readonly timeoutMs: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
  /** While it waits. */
  timer?: NodeJS.Timeout
}

export class ThreadPool<Job, Answer> {
  readonly #options: ThreadPoolOptions
  #waiting: Task<Job, Answer>[] = []
  readonly #idle = new Map<Worker, NodeJS.Timeout>()
  readonly #busy = new Set<Worker>()

  constructor (options: ThreadPoolOptions) {
    this.#options = options
  }

  /**
   * The answer of a thread, begun at once or in turn.
   *
   * @param of whose job it is: an operator. @param timeoutMs in place of that of all jobs.
   * @throws overloaded when too many wait, or it waited too long; ThreadLimit; whatever the job throws.
   */
  async run (job: Job, of: string, timeoutMs: number = this.#options.jobTimeoutMs): Promise<Answer> {
    return await new Promise((resolve, reject) => {
      const task: Task<Job, Answer> = { job, of, timeoutMs, resolve, reject }
      if (this.#busy.size < this.#options.threads) this.#start(task, this.#thread())
      else this.#wait(task)
    })
  }

  /** Ends the threads that rest; jobs under way are finished. */
  async close (): Promise<void> {
    const resting = [...this.#idle]
    this.#idle.clear()
    for (const [, timer] of resting) clearTimeout(timer)
    await Promise.all(resting.map(async ([worker]) => await worker.terminate()))
  }

  #wait (task: Task<Job, Answer>): void {
    const { mostWaiting, mostWaitingOfOne, waitTimeoutMs } = this.#options
    if (this.#waiting.length >= mostWaiting || this.#waiting.filter(({ of }) => of === task.of).length >= mostWaitingOfOne) {
      task.reject(tooMany())
      return
    }
    task.timer = setTimeout(() => {
      this.#waiting = this.#waiting.filter((other) => other !== task)
      task.reject(tooMany())
    }, waitTimeoutMs)
    this.#waiting.push(task)
  }

  #thread (): Worker {
    const [rested] = this.#idle
    if (rested === undefined) return new Worker(this.#options.script, { resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryMb } })
    const [worker, timer] = rested
    clearTimeout(timer)
    this.#idle.delete(worker)
    worker.removeAllListeners()
    worker.ref()
    return worker
  }

  #start (task: Task<Job, Answer>, worker: Worker): void {
    this.#busy.add(worker)
    let limit: ThreadLimit | undefined
    const timer = setTimeout(() => {
      limit = new ThreadLimit('time')
      void worker.terminate()
    }, task.timeoutMs)
    const over = (settle: () => void): void => {
      clearTimeout(timer)
      worker.removeAllListeners()
      this.#busy.delete(worker)
      settle()
    }
    worker.once('message', (answer: Answer) => { over(() => { task.resolve(answer); this.#next(worker) }) })
    worker.once('error', (error) => { over(() => { task.reject(isOutOfMemory(error) ? new ThreadLimit('memory', { cause: error }) : error); this.#next() }) })
    worker.once('exit', () => { over(() => { task.reject(limit ?? new Error('The thread ended without an answer')); this.#next() }) })
    worker.postMessage(task.job)
  }

  /** @param worker one that has nothing to do; none: it ended. */
  #next (worker?: Worker): void {
    const task = this.#waiting.shift()
    if (task !== undefined) {
      clearTimeout(task.timer)
      this.#start(task, worker ?? this.#thread())
    } else if (worker !== undefined) this.#rest(worker)
  }

  /** A resting thread keeps no process alive. */
  #rest (worker: Worker): void {
    const end = (): void => { this.#idle.delete(worker) }
    worker.once('error', end).once('exit', end)
    worker.unref()
    const timer = setTimeout(() => {
      end()
      void worker.terminate()
    }, this.#options.idleMs)
    timer.unref()
    this.#idle.set(worker, timer)
  }
}

const isOutOfMemory = (error: unknown): boolean => (error as { code?: string } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY'

const tooMany = () => overloaded('Too many calculations are waiting. Send the request again in a moment.', {}, { headers: { 'retry-after': '5' } })
