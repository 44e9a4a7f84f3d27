import { addCounts, loadFile, loadRecords, NOTHING_LOADED, readPage, sendRecord } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { Service } from './service.ts'
import { completionsOf } from './training/completions.ts'
import { messageRecords } from './training/messages.ts'
import { completionFile, courseRecords, requirementFile, sessionFile } from './training/training-files.ts'
import type { Trader } from './trader.ts'

/** Loads what was taught, what is required, and who completed it: before any declaration, since checks ask it of whoever decided. */
export async function loadTraining (service: Service, trader: Trader): Promise<LoadCount> {
  let count = await loadRecords(service, courseRecords(trader))
  for (const file of [requirementFile(trader), sessionFile(trader), completionFile(trader)]) count = addCounts(count, await loadFile(service, file))
  return addCounts(addCounts(count, await revoke(service, trader)), await loadRecords(service, messageRecords(trader)))
}

interface Recorded { readonly id: string, readonly reference: string, readonly revokedFrom: string | null }

/** What is revoked already is left as it is. */
async function revoke (service: Service, trader: Trader): Promise<LoadCount> {
  let count = NOTHING_LOADED
  for (const { reference, person, revoked } of completionsOf(trader)) {
    if (revoked === undefined) continue
    const { items } = await readPage<{ items: readonly Recorded[] }>(service, `/v1/training/records?person=${person}&limit=1000`)
    const found = items.find((one) => one.reference === reference)
    if (found === undefined) throw new Error(`${reference} is not recorded`)
    const path = `/v1/training/records/${found.id}`
    if (found.revokedFrom === null) await sendRecord(service, { path: `${path}/revoke`, payload: revoked, matching: path })
    count = addCounts(count, found.revokedFrom === null ? { created: 1, there: 0 } : { created: 0, there: 1 })
  }
  return count
}
