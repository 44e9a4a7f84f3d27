import { readdirSync, readFileSync } from 'node:fs'

/** Seconds of processor time: what a side costs whatever else the machine does meanwhile. Linux. */

/** The kernel counts in hundredths of a second. */
const TICKS = 100

interface Stat { readonly parent: number, readonly seconds: number }

function statOf (pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS }
  } catch {
    return undefined
  }
}

export const processorTime = (pid: number): number => statOf(pid)?.seconds ?? 0

/** Of the process and of those that it started and that still run. */
export function processorTimeOfFamily (pid: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => statOf(Number(name))).filter((stat) => stat?.parent === pid)
  return processorTime(pid) + children.reduce((sum, stat) => sum + (stat?.seconds ?? 0), 0)
}
