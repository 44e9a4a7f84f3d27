import { availableParallelism } from 'node:os'
import { ThreadPool } from '../../platform/threads/thread-pool.ts'
import type { Simulation, SimulationResult } from '../../risk/simulate.ts'

/** Where years are simulated: off the event loop, a million years of one risk within some seconds. */

export type Simulations = Pick<ThreadPool<Simulation, SimulationResult>, 'run'>

/** Where places are kept besides, for who has much to read before there is anything to simulate. */
export type SimulationPlaces = Pick<ThreadPool<Simulation, SimulationResult>, 'run' | 'keepPlace'>

/** Half of the cores, so that the other half answers and keeps the database. */
const THREADS = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))

export const SIMULATIONS: SimulationPlaces = new ThreadPool<Simulation, SimulationResult>({
  script: new URL('./simulation-thread.ts', import.meta.url), threads: THREADS, memoryMb: 128,
  jobTimeoutMs: 10_000, waitTimeoutMs: 10_000, mostWaiting: 32, mostWaitingOfOne: 16, idleMs: 30_000
})
