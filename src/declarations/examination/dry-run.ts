import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { requireScope } from '../../platform/access.ts'
import { runOperatorTx } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { positionOf } from '../checks/catalogue.ts'
import type { Check, Outcome } from '../checks/check.ts'
import type { CheckResult } from '../checks/evaluate.ts'
import { loadLedgerUnlocked, keysOfDeclarations } from '../ingest/ledger-store.ts'
import { subjectOf } from '../ingest/ledger-examination.ts'
import { checkNamed } from './check-settings.ts'
import type { CheckDeps } from './check-settings.ts'
import type { Examiner } from './examiner.ts'
import { namedBy } from './reexamination.ts'
import { gravestOf, outcomeAt } from './outcome-letters.ts'
import { refuseImpossiblePeriod } from './period.ts'

/** What a check would find over a period as rules, lists and knowledge are now, beside what it found when they were examined. */

const MAX_DAYS = 366
const MAX_DECLARATIONS = 20_000
const BATCH = 200
const MAX_SAMPLES = 20

export interface DryRun {
  check: string
  version: number
  examined: number
  complete: boolean
  outcomes: Record<Outcome, number>
  notEvaluable: Record<string, number>
  wouldOpen: number
  wouldCure: number
  samples: { declarationId: string, mrn: string | null, itemNumber: number | null, message: string, values: CheckResult['values'] }[]
}

interface NextRow { id: string, counted_on: string, mrn: string | null, outcomes: string | null }

/** Nothing is written. @throws check-not-found; invalid-request for a period that cannot be. */
export async function dryRun (deps: CheckDeps & { readonly examiner: Examiner }, principal: Principal, id: string, period: { from: string, to: string }): Promise<DryRun> {
  requireScope(principal, 'checks:write')
  const check = checkNamed(id)
  refuseImpossiblePeriod(period, MAX_DAYS)
  const found: DryRun = {
    check: check.id, version: check.rule.version, examined: 0, complete: true, outcomes: { pass: 0, hit: 0, not_evaluable: 0, not_applicable: 0 },
    notEvaluable: {}, wouldOpen: 0, wouldCure: 0, samples: []
  }
  let after: NextRow | undefined
  for (;;) {
    const rows: NextRow[] = await runOperatorTx(deps.db.reports, principal, async (tx) => await lookAt(deps.examiner, tx, check, period, after, found), deps.clock)
    after = rows.at(-1)
    if (rows.length < BATCH) return found
    if (found.examined >= MAX_DECLARATIONS) return { ...found, complete: false }
  }
}

async function lookAt (examiner: Examiner, tx: OperatorTx, check: Check, { from, to }: { from: string, to: string }, after: NextRow | undefined, found: DryRun): Promise<NextRow[]> {
  await tx.query('set transaction read only')
  const rows = await tx.query<NextRow>(`select d.id, d.counted_on, d.mrn, x.outcomes from aeo.declarations d
    left join aeo.examinations x on x.operator_id = d.operator_id and x.declaration_id = d.id and x.counted
    where d.operator_id = $1 and d.counted_on between $2::date and $3::date and ($4::date is null or (d.counted_on, d.id) > ($4::date, $5::uuid))
    order by d.counted_on, d.id limit ${BATCH}`, [tx.operatorId, from, to, after?.counted_on ?? null, after?.id ?? null])
  const ledger = await loadLedgerUnlocked(tx, keysOfDeclarations(rows.map((row) => row.id)))
  const subjects = rows.flatMap((row) => {
    const entry = ledger.entries.get(row.id)
    return entry === undefined ? [] : [{ row, subject: subjectOf(entry, ledger, '') }]
  })
  const context = await examiner.contextIn(tx)
  const facts = await examiner.factsIn(tx, context, subjects.map(({ subject }) => namedBy(subject)))
  for (const { row, subject } of subjects) {
    const results = examiner.examine(subject.content, subject.known, context, facts, { own: subject.observed, only: check, today: utcDay(tx.at) })
    count(found, check, row, results)
  }
  return rows
}

function count (found: DryRun, check: Check, row: NextRow, results: readonly CheckResult[]): void {
  found.examined++
  const outcome = gravestOf(results.map((result) => result.outcome))
  if (outcome === undefined) return
  found.outcomes[outcome]++
  const before = row.outcomes === null ? undefined : outcomeAt(row.outcomes, positionOf(check.id) ?? -1)
  if (outcome === 'hit' && before !== 'hit') found.wouldOpen++
  if (outcome !== 'hit' && before === 'hit') found.wouldCure++
  if (outcome === 'not_evaluable') {
    const reason = results.find((result) => result.outcome === 'not_evaluable')?.reason ?? ''
    found.notEvaluable[reason] = (found.notEvaluable[reason] ?? 0) + 1
  }
  for (const { itemNumber, message, values } of results.filter((result) => result.outcome === 'hit')) {
    if (found.samples.length < MAX_SAMPLES) found.samples.push({ declarationId: row.id, mrn: row.mrn, itemNumber, message: message ?? '', values })
  }
}
