import { readPage, sendRecord } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import { decisionOn, proofOf } from './perimeter/notifications.ts'
import type { OpenedDuty } from './perimeter/notifications.ts'
import type { Service } from './service.ts'
import type { Trader } from './trader.ts'

/** Decides on the duties to notify that recording the trader opened. Those of the end of the year stay open. */
export async function decideNotifications (service: Service, trader: Trader): Promise<LoadCount> {
  let [created, there] = [0, 0]
  for (const duty of await readDuties(service)) {
    const decision = decisionOn(duty, trader)
    if (decision === undefined) continue
    if (duty.state !== 'open') {
      there++
      continue
    }
    const path = `/v1/notification-duties/${duty.id}`
    await sendRecord(service, { path: `${path}/decide`, payload: decision, matching: path })
    if (decision.decision === 'notify') await sendRecord(service, { path: `${path}/proof`, payload: proofOf(duty), matching: path })
    created++
  }
  return { created, there }
}

async function readDuties (service: Service): Promise<OpenedDuty[]> {
  const duties: OpenedDuty[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: readonly OpenedDuty[], nextCursor: string | null } = await readPage(service, `/v1/notification-duties?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    duties.push(...page.items)
    cursor = page.nextCursor
  }
  return duties
}
