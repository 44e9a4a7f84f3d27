import { addCounts, JSON_TYPE, loadFile, loadRecords, NOTHING_LOADED, readPage, refused, sendRecord } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { Service } from './service.ts'
import { completionsOf } from './training/completions.ts'
import { messageRecords } from './training/messages.ts'
import { E_LEARNING, statementsOf } from './training/statements.ts'
import { completionFile, courseRecords, requirementFile, sessionFile } from './training/training-files.ts'
import type { Trader } from './trader.ts'

/** Loads what was taught, what is required, and who completed it: before any declaration, since checks ask it of whoever decided. */
export async function loadTraining (service: Service, trader: Trader): Promise<LoadCount> {
  let count = await loadRecords(service, courseRecords(trader))
  for (const file of [requirementFile(trader), sessionFile(trader), completionFile(trader)]) count = addCounts(count, await loadFile(service, file))
  count = addCounts(count, await pushStatements(service, trader))
  return addCounts(addCounts(count, await revoke(service, trader)), await loadRecords(service, messageRecords(trader)))
}

interface Recorded { readonly id: string, readonly reference: string, readonly revokedFrom: string | null }

/** As many as a learning system may send at once. */
const STATEMENTS = 1_000

/** The answer does not tell new ones from those that were taken before, so what is there is looked for first. */
async function pushStatements (service: Service, trader: Trader): Promise<LoadCount> {
  const known = new Set<string>()
  for (const course of E_LEARNING) {
    const { items } = await readPage<{ items: readonly Recorded[] }>(service, `/v1/training/records?course=${course}&limit=1000`)
    for (const { reference } of items) known.add(reference)
  }
  const statements = statementsOf(trader)
  const fresh = statements.filter(({ id }) => !known.has(`xapi:${id}`))
  for (let sent = 0; sent < fresh.length; sent += STATEMENTS) {
    const answer = await service.request({ method: 'POST', path: XAPI, body: JSON.stringify(fresh.slice(sent, sent + STATEMENTS)), mediaType: JSON_TYPE, headers: { 'x-experience-api-version': '1.0.3' } })
    if (answer.status !== 200) throw refused(XAPI, answer)
  }
  return { created: fresh.length, there: statements.length - fresh.length }
}
const XAPI = '/v1/training/xapi/statements'

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
