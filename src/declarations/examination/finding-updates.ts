import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { CheckResult } from '../checks/evaluate.ts'
import type { Money, Severity, Values } from '../checks/check.ts'
import type { FindingPlace, FindingTotals } from './examination-record.ts'
import type { KeptFinding } from './finding-changes.ts'

/** Changes of findings that are there already, collected with what they move in the totals, and written in one statement. */

interface Row {
  readonly id: string
  readonly version: number
  readonly day: string
  readonly unit: string | null
  readonly broker: string | null
  /** Null where the finding says what it said. */
  readonly found: { readonly rule: number, readonly severity: Severity, readonly message: string, readonly values: Values, readonly atStake: Money | null, readonly proposedBy: string | null } | null
  readonly closed: 'cured' | 'withdrawn' | null
}

export class FindingUpdates {
  readonly #totals: FindingTotals
  readonly #rows: Row[] = []

  constructor (totals: FindingTotals) {
    this.#totals = totals
  }

  /** The check found it again, perhaps with other values, or of another proposer: it is about this version now. */
  refresh (kept: KeptFinding, hit: CheckResult, place: FindingPlace, proposedBy: string | null): void {
    const same = kept.severity === hit.severity && kept.message === hit.message && canonicalJson(kept.values) === canonicalJson(hit.values) && kept.proposedBy === proposedBy
    if (same && !moves(kept.place, place)) return
    this.#count(kept, place, hit.severity, proposedBy)
    this.#rows.push({ ...rowOf(kept, place), found: { rule: hit.version, severity: hit.severity, message: hit.message ?? '', values: hit.values, atStake: hit.atStake, proposedBy } })
  }

  /** The check no longer finds it, and nobody has decided it. */
  cure (kept: KeptFinding, place: FindingPlace): void {
    this.#count(kept, place, kept.severity)
    this.#totals.move({ ...counted(kept), ...place }, 'cured', 1)
    this.#rows.push({ ...rowOf(kept, place), version: kept.place.version, closed: 'cured' })
  }

  /** The check does not ask any more, or asks otherwise: the finding no longer counts as one that was opened. */
  withdraw (kept: KeptFinding, place: FindingPlace): void {
    this.#totals.move({ ...counted(kept), ...kept.place }, 'opened', -1)
    this.#rows.push({ ...rowOf(kept, place), version: kept.place.version, closed: 'withdrawn' })
  }

  /** The declaration counts elsewhere now: on another day, for another unit or broker. */
  move (kept: KeptFinding, place: FindingPlace): void {
    if (!moves({ ...kept.place, version: place.version }, place)) return
    this.#count(kept, place, kept.severity)
    this.#rows.push({ ...rowOf(kept, place), version: kept.place.version })
  }

  #count (kept: KeptFinding, place: FindingPlace, severity: Severity, proposedBy: string | null = kept.proposedBy): void {
    const before = { ...counted(kept), ...kept.place }
    const after = { ...counted(kept), severity, proposedBy, ...place }
    if (kept.closedBecause === 'withdrawn') return
    const changes = ['opened' as const, ...(kept.decision === null ? [] : [kept.decision]), ...(kept.closedBecause === 'cured' ? ['cured' as const] : [])]
    for (const change of changes) {
      this.#totals.move(before, change, -1)
      this.#totals.move(after, change, 1)
    }
  }

  async save (tx: OperatorTx): Promise<void> {
    if (this.#rows.length === 0) return
    const rows = this.#rows.map(({ found, ...row }) => ({
      ...row, found: found !== null, rule: found?.rule ?? null, severity: found?.severity ?? null, message: found?.message ?? null, values: found?.values ?? null,
      stake: found?.atStake?.amount ?? null, currency: found?.atStake?.currency ?? null, proposer: found?.proposedBy ?? null
    }))
    await tx.query(`update aeo.findings f set version = n.version, counted_on = n.day, org_unit_id = n.unit, broker = n.broker,
        check_version = case when n.found then n.rule else f.check_version end, severity = case when n.found then n.severity else f.severity end,
        message = case when n.found then n.message else f.message end, values = case when n.found then n.values else f.values end,
        at_stake = case when n.found then n.stake else f.at_stake end, currency = case when n.found then n.currency else f.currency end,
        proposed_by = case when n.found then n.proposer else f.proposed_by end,
        state = case when n.closed is null then f.state else 'closed' end, closed_at = case when n.closed is null then f.closed_at else $3 end,
        closed_because = coalesce(n.closed, f.closed_because), revision = f.revision + 1
      from json_to_recordset($2) as n (id uuid, version integer, day date, unit text, broker text, found boolean, rule integer, severity text, message text,
        "values" json, stake numeric, currency text, proposer text, closed text)
      where f.operator_id = $1 and f.id = n.id`, [tx.operatorId, JSON.stringify(rows), tx.at])
  }
}

const counted = ({ pillar, checkId, source, severity, proposedBy }: KeptFinding) => ({ pillar, check: checkId, source, severity, proposedBy })

function rowOf ({ id }: KeptFinding, { version, countedOn, orgUnitId, broker }: FindingPlace): Row {
  return { id, version, day: countedOn, unit: orgUnitId, broker, found: null, closed: null }
}

const moves = (from: FindingPlace, to: FindingPlace): boolean =>
  from.countedOn !== to.countedOn || from.orgUnitId !== to.orgUnitId || from.broker !== to.broker || from.version !== to.version || from.declarationId !== to.declarationId
