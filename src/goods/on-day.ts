import { holdsOn } from './days.ts'
import { isInForce } from './decisions.ts'
import { isUsable, lastDayOfUse } from './evidence.ts'
import { DIRECTIONS } from './model.ts'
import type { CodeDecision, Decided, Direction, DualUse, Excise, GoodsRecord, OriginDecision, Ruling, Source, SupplierRecord, TradeDefence, ValueElement } from './model.ts'

/** What held on a day. Pure: the record and the day alone decide. */

export type GoodsStatus = 'draft' | 'approved' | 'blocked'

export interface Change { readonly on: string, readonly kind: 'code' | 'origin', readonly from: string, readonly to: string, readonly approved: boolean }

export interface GoodsOnDay {
  readonly active: boolean
  readonly status: GoodsStatus
  readonly description: string | null
  /** Decisions that may be used on the day. */
  readonly codes: { readonly import: CodeDecision | null, readonly export: CodeDecision | null }
  readonly ruling: { readonly reference: string, readonly code: string, readonly usableUntil: string | null, readonly extendedUse: boolean } | null
  readonly origin: OriginDecision | null
  readonly preferentialOrigins: readonly OriginDecision[]
  readonly excise: Excise | null
  readonly dualUse: DualUse | null
  readonly exemptions: readonly string[]
  readonly valueElements: readonly ValueElement[]
  readonly tradeDefence: readonly TradeDefence[]
  readonly sources: readonly Source[]
}

export function goodsOn (record: GoodsRecord, day: string): GoodsOnDay {
  const held = record.codeDecisions.filter((decision) => isInForce(decision) && holdsOn(decision, day))
  const usable = (direction: Direction): CodeDecision | null => held.find((decision) => decision.direction === direction && !isBlockedOn(decision, day)) ?? null
  const codes = { import: usable('import'), export: usable('export') }
  const origins = record.origins.filter((decision) => isInForce(decision) && holdsOn(decision, day) && !isBlockedOn(decision, day))
  return {
    active: record.activeFrom <= day && (record.retiredOn === null || day <= record.retiredOn),
    status: held.some((decision) => isBlockedOn(decision, day)) ? 'blocked' : DIRECTIONS.some((direction) => codes[direction] !== null) ? 'approved' : 'draft',
    description: latest(record.descriptions, 'validFrom', day)?.text ?? null,
    codes,
    ruling: rulingOn(record.rulings, day),
    origin: origins.find(({ kind }) => kind === 'non_preferential') ?? null,
    preferentialOrigins: origins.filter(({ kind }) => kind === 'preferential'),
    excise: record.excise.find((period) => holdsOn(period, day)) ?? null,
    dualUse: latest(record.dualUse, 'assessedOn', day) ?? null,
    exemptions: [...new Set(record.exemptions.filter((period) => holdsOn(period, day)).map(({ code }) => code))],
    valueElements: record.valueElements.filter((period) => holdsOn(period, day)),
    tradeDefence: record.tradeDefence.filter((period) => holdsOn(period, day)),
    sources: record.sources.filter((period) => holdsOn(period, day))
  }
}

const isBlockedOn = ({ blockedFrom }: Decided, day: string): boolean => blockedFrom !== null && day >= blockedFrom

/** Of entries that hold until a later one comes. */
function latest<K extends string, E extends Readonly<Record<K, string>>> (entries: readonly E[], name: K, day: string): E | undefined {
  return entries.filter((entry) => entry[name] <= day).toSorted((a, b) => a[name] < b[name] ? 1 : -1)[0]
}

/** One that is valid goes before one that is only still in use. */
function rulingOn (rulings: readonly Ruling[], day: string): GoodsOnDay['ruling'] {
  const usable = rulings.filter((ruling) => isUsable(ruling, day)).map((ruling) => ({
    reference: ruling.reference, code: ruling.code, usableUntil: lastDayOfUse(ruling), extendedUse: ruling.lostOn !== null && day >= ruling.lostOn, validFrom: ruling.validFrom
  }))
  const [first] = usable.toSorted((a, b) => Number(a.extendedUse) - Number(b.extendedUse) || (a.validFrom < b.validFrom ? 1 : -1))
  if (first === undefined) return null
  const { validFrom: _validFrom, ...ruling } = first
  return ruling
}

/** Every change of code and of non-preferential origin, decided and proposed, in the order of their days. */
export function changesOf (record: GoodsRecord): Change[] {
  const codes = DIRECTIONS.flatMap((direction) => changesAmong(record.codeDecisions.filter((decision) => decision.direction === direction), 'code', ({ code }) => code))
  const origins = changesAmong(record.origins.filter(({ kind }) => kind === 'non_preferential'), 'origin', ({ country }) => country)
  const seen = new Set<string>()
  return [...codes, ...origins].toSorted((a, b) => a.on < b.on ? -1 : a.on > b.on ? 1 : 0).filter((change) => {
    const key = JSON.stringify(change)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function changesAmong<D extends Decided> (decisions: readonly D[], kind: Change['kind'], valueOf: (decision: D) => string): Change[] {
  const inForce = decisions.filter(isInForce).toSorted((a, b) => a.validFrom < b.validFrom ? -1 : 1)
  return decisions.filter(({ status }) => status !== 'refused').flatMap((decision) => {
    const before = inForce.findLast(({ id, validFrom }) => id !== decision.id && validFrom < decision.validFrom)
    if (before === undefined || valueOf(before) === valueOf(decision)) return []
    return [{ on: decision.validFrom, kind, from: valueOf(before), to: valueOf(decision), approved: isInForce(decision) }]
  })
}

export interface SupplierOnDay {
  readonly country: string | null
  readonly related: boolean
  readonly additions: readonly string[]
}

export function supplierOn (record: SupplierRecord, day: string): SupplierOnDay {
  const terms = record.terms.find((period) => holdsOn(period, day))
  return { country: terms?.country ?? null, related: terms?.related ?? false, additions: [...new Set(record.additions.filter((period) => holdsOn(period, day)).map(({ kind }) => kind))] }
}

