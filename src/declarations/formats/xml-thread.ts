import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '../../platform/problem.ts'
import { readWcoMessage } from './wco-message.ts'
import type { ThreadAnswer } from './xml-message.ts'

/** The thread that reads one large document. */

function answer (): ThreadAnswer {
  try {
    return { message: readWcoMessage(workerData as Uint8Array) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { type, status, title, message: detail, members } = error
    return { problem: { slug: type.replace('/problems/', ''), status, title, detail, members } }
  }
}

parentPort?.postMessage(answer())
