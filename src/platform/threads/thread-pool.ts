import { Worker } from 'node:worker_threads'
import { overloaded } from '../problem.ts'
import { threadMemory } from './thread-memory.ts'

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

/** For one job, which may come later: it is run here or nowhere, and the place is given back in any case. */
export interface Place<Job, Answer> {
  /** Once, as that of the pool. */
  readonly run: ThreadPool<Job, Answer>['run']
  readonly giveBack: () => void
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
  /** With what ends their rest. */
  readonly #idle = new Map<Worker, () => void>()
  readonly #busy = new Set<Worker>()
  /** Places of jobs that are still to come, with whose they are. */
  readonly #kept = new Map<object, string>()

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
    if (this.#free === 0 && this.#isFull(of)) throw tooMany()
    return await this.#begin(job, of, timeoutMs)
  }

  /**
   * For a job that takes long to put together: whoever is told first that too many wait has put together nothing.
   *
   * @param of whose job it is. @throws overloaded when too many wait, or will once they have come.
   */
  keepPlace (of: string): Place<Job, Answer> {
    if (this.#isFull(of, this.#free)) throw tooMany()
    const place = {}
    this.#kept.set(place, of)
    return {
      run: async (job, whose, timeoutMs = this.#options.jobTimeoutMs) => {
        if (!this.#kept.delete(place)) throw new Error('The place was used or given back before')
        return await this.#begin(job, whose, timeoutMs)
      },
      giveBack: () => { this.#kept.delete(place) }
    }
  }

  /** Ends the threads that rest; jobs under way are finished. */
  async close (): Promise<void> {
    const resting = [...this.#idle]
    for (const [, end] of resting) end()
    await Promise.all(resting.map(async ([worker]) => await worker.terminate()))
  }

  async #begin (job: Job, of: string, timeoutMs: number): Promise<Answer> {
    return await new Promise((resolve, reject) => {
      const task: Task<Job, Answer> = { job, of, timeoutMs, resolve, reject }
      if (this.#free > 0) this.#start(task, this.#thread())
      else this.#wait(task)
    })
  }

  get #free (): number {
    return Math.max(0, this.#options.threads - this.#busy.size)
  }

  /** @param free how many of those that wait, or are still to come, may begin at once. */
  #isFull (of: string, free = 0): boolean {
    const { mostWaiting, mostWaitingOfOne } = this.#options
    const expected = [...this.#waiting.map((task) => task.of), ...this.#kept.values()]
    return expected.length >= mostWaiting + free || expected.filter((whose) => whose === of).length >= mostWaitingOfOne + free
  }

  #wait (task: Task<Job, Answer>): void {
    const { waitTimeoutMs } = this.#options
    task.timer = setTimeout(() => {
      this.#waiting = this.#waiting.filter((other) => other !== task)
      task.reject(tooMany())
    }, waitTimeoutMs)
    this.#waiting.push(task)
  }

  #thread (): Worker {
    const [rested] = this.#idle
    // An error while a thread is ended is nobody's, and must not end the process.
    if (rested === undefined) return new Worker(this.#options.script, { resourceLimits: threadMemory(this.#options.memoryMb) }).on('error', () => {})
    const [worker, end] = rested
    end()
    return worker
  }

  #start (task: Task<Job, Answer>, worker: Worker): void {
    this.#busy.add(worker)
    let limit: ThreadLimit | undefined
    const timer = setTimeout(() => {
      limit = new ThreadLimit('time')
      void worker.terminate()
    }, task.timeoutMs)
    const stop = listen(worker, {
      // An answer that comes while the thread is being ended comes too late: the thread takes no more work.
      message: (answer) => { if (limit === undefined) over(() => { task.resolve(answer as Answer) }, worker) },
      error: (error) => { over(() => { task.reject(isOutOfMemory(error) ? new ThreadLimit('memory', { cause: error }) : error) }) },
      exit: () => { over(() => { task.reject(limit ?? new Error('The thread ended without an answer')) }) }
    })
    const over = (settle: () => void, free?: Worker): void => {
      clearTimeout(timer)
      stop()
      this.#busy.delete(worker)
      settle()
      this.#next(free)
    }
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
    const timer = setTimeout(() => {
      end()
      void worker.terminate()
    }, this.#options.idleMs)
    const stop = listen(worker, { error: () => { end() }, exit: () => { end() } })
    const end = (): void => {
      clearTimeout(timer)
      stop()
      this.#idle.delete(worker)
      worker.ref()
    }
    timer.unref()
    worker.unref()
    this.#idle.set(worker, end)
  }
}

/** Each by its name: a worker has listeners of its own that must stay. @returns ends it. */
function listen (worker: Worker, listeners: Readonly<Record<string, (value: unknown) => void>>): () => void {
  for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener)
  return () => {
    for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener)
  }
}

const isOutOfMemory = (error: unknown): boolean => (error as { code?: string } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY'

const tooMany = () => overloaded('Too many calculations are waiting. Send the request again in a moment.', {}, { headers: { 'retry-after': '5' } })
