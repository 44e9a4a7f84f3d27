import type { SanctionContent } from './model.ts'
import type { KeptSettings } from './settings-store.ts'
import type { Revision, Sanction } from './store.ts'

/** From rows to what crosses the wire. */

/** Amounts are left out for whoever has no right to them. */
export interface Showing { readonly amounts: boolean }

const textOrNull = (text: string): string | null => text === '' ? null : text
const STATED_KEYS = ['orgUnitId', 'sites', 'procedures', 'brokers', 'goods'] as const

export function sanctionToWire (sanction: Sanction, { amounts }: Showing) {
  const { content, severityReason, amountDutyEur, amountPenaltyEur, unitsPerEuro, orgUnitId, ai, recordedAt, changedAt, ...rest } = sanction
  const { appeal: steps, amountDuty, amountPenalty, sites: _sites, procedures: _procedures, brokers: _brokers, goods: _goods, ...stated } = content
  const last = steps.at(-1)
  if (last === undefined) throw new Error('A sanction without a state of its appeal')
  const hasAmount = amountDuty !== null || amountPenalty !== null
  return {
    ...stated, ...rest, severityReason,
    ...(amounts ? { amountDuty, amountPenalty, amountDutyEur, amountPenaltyEur } : {}),
    unitsPerEuro, eurMissing: hasAmount && unitsPerEuro === null ? 'no_exchange_rate' as const : null,
    orgUnitId: textOrNull(orgUnitId), ai: ai === '' ? null : ai,
    stated: STATED_KEYS.filter((name) => content[name] !== null),
    appeal: { status: last.status, since: last.on, deadline: last.deadline, steps },
    recordedAt: recordedAt.toISOString(), changedAt: changedAt.toISOString()
  }
}

export function revisionToWire ({ content, severityReason, changedAt, ...revision }: Revision, { amounts }: Showing) {
  return { ...revision, content: { ...shown(content, amounts), severityReason }, changedAt: changedAt.toISOString() }
}

function shown (content: SanctionContent, amounts: boolean): Partial<SanctionContent> {
  if (amounts) return content
  const { amountDuty: _duty, amountPenalty: _penalty, ...rest } = content
  return rest
}

export function settingsToWire ({ settings, changedAt, ...kept }: KeptSettings) {
  return { ...settings, ...kept, source: kept.revision === 0 ? 'internal_default' as const : 'operator' as const, changedAt: changedAt?.toISOString() ?? null }
}
