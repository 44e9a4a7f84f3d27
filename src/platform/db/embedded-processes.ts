import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './embedded-cluster.ts'

const HAS_PROC = existsSync('/proc/self/cwd')

/** Whether a process is there and more than a zombie, which keeps its number until somebody asks for its exit. */
export function isAlive (pid: number): boolean {
  if (!HAS_PROC) return signal(pid, 0)
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !'ZX'.includes(stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3))
  } catch {
    return false
  }
}

/** Number of the server running on the cluster, if one does: the number it noted, checked against the folder it works in. */
export function findServer (cluster: Cluster): number | undefined {
  const noted = notedPid(cluster)
  return noted !== undefined && processesOn(cluster).includes(noted) ? noted : undefined
}

/**
 * Ends what a killed server left behind, so that the next one may start: children that outlive it until their query
 * ends, and the note of a number that is a zombie's or meanwhile somebody else's. The caller holds the cluster's lock
 * and has found no server.
 */
export async function clearRemains (cluster: Cluster): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const orphans = processesOn(cluster)
    if (orphans.length === 0) break
    // SIGQUIT makes a child leave at once, even within a query; whatever is deaf to it is killed.
    for (const pid of orphans) signal(pid, attempt < 5 ? 'SIGQUIT' : 'SIGKILL')
    await sleep(100)
  }
  const noted = notedPid(cluster)
  // PostgreSQL itself sorts out a note whose process is gone, and looks for shared memory still in use.
  if (noted !== undefined && signal(noted, 0) && !processesOn(cluster).includes(noted)) rmSync(join(cluster.folder, 'postmaster.pid'), { force: true })
}

/** @returns whether there was a process to take the signal; 0 only asks. */
export function signal (pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function notedPid (cluster: Cluster): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(cluster.folder, 'postmaster.pid'), 'utf8'), 10)
    return pid > 1 ? pid : undefined
  } catch {
    return undefined // no server, or not yet
  }
}

/** Every living postgres process of the cluster, by the folder it works in: a number alone may be somebody else's by now. */
function processesOn (cluster: Cluster): number[] {
  return HAS_PROC ? processesInProc(cluster.folder) : processesInPs(cluster)
}

function processesInProc (folder: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder && /^postgres( |$)/.test(basename(readlinkSync(`/proc/${pid}/exe`))) && isAlive(pid)
    } catch {
      return false // ended meanwhile, a zombie, or another account's
    }
  })
}

/** Where there is no /proc (macOS): the server shows its folder in its command line, its children the cluster's name. */
function processesInPs (cluster: Cluster): number[] {
  const lines = execFileSync('ps', ['-axwwo', 'pid=,stat=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    if (pid === undefined || state === undefined || command === undefined || state.startsWith('Z')) return []
    const ours = command.includes(`postgres -D ${cluster.folder} `) || command.includes(`postgres: ${cluster.name}: `)
    return ours ? [Number(pid)] : []
  })
}
