import { parentPort, workerData } from 'node:worker_threads'
import type { PopulationItem } from '../sampling/population.ts'
import type { ThreadInput, ThreadJob } from './draw-apart.ts'
import { draw, redraw } from './draw-job.ts'

/** The thread that draws: it gathers what it is sent, and answers once all is there. */

const job = workerData as ThreadJob
const items: PopulationItem[] = []
const pieces: Uint8Array[] = []

parentPort?.on('message', (input: ThreadInput) => {
  if ('items' in input) items.push(...input.items)
  else if ('piece' in input) pieces.push(input.piece)
  else parentPort?.postMessage(job.kind === 'draw' ? draw(job, items) : redraw(job, pieces))
})
