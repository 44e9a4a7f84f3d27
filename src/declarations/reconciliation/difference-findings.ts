import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { decimal, decimalText } from '../../platform/decimal.ts'
import { withOperator } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import type { Difference } from './compare.ts'

/**
 * A finding for each declaration that customs' extract shows otherwise, so that people decide on it. Opened after the
 * comparison stands, chunk by chunk; each evidence opens one, ever, so that doing it again completes what broke off.
 */

/** Opens findings in the caller's transaction; handed over by the composition root. */
export type OpenFindings = (tx: OperatorTx, findings: readonly NewDifferenceFinding[]) => Promise<void>

export interface NewDifferenceFinding {
  readonly id: string
  readonly declarationId: string
  readonly pillar: 'lifecycle'
  readonly severity: 'error'
  readonly message: string
  readonly values: { readonly reconciliation: string, readonly differences: readonly Difference[] }
  readonly atStake: { readonly amount: string, readonly currency: string } | undefined
}

const FINDINGS_A_CHUNK = 500

interface DifferingRow { readonly mrn: string, readonly day: string, readonly currency: string, readonly differences: readonly Difference[], readonly evidence: Buffer, readonly opened: boolean }

export async function openDifferenceFindings ({ db, clock, openFindings }: { readonly db: Database, readonly clock: () => Date, readonly openFindings: OpenFindings }, principal: Principal, reconciliationId: string): Promise<void> {
  let after: { day: string, mrn: string } | undefined = { day: '1900-01-01', mrn: '' }
  while (after !== undefined) {
    const from = after
    const page = await withOperator(db, principal, 'declarations:write', async (tx) => {
      const rows = await differingAfter(tx, reconciliationId, from)
      const fresh = rows.filter(({ opened }) => !opened)
      if (fresh.length > 0) await openFresh(tx, reconciliationId, fresh, openFindings)
      return rows
    }, clock)
    after = page.length < FINDINGS_A_CHUNK ? undefined : page.at(-1)
  }
}

async function differingAfter (tx: OperatorTx, reconciliationId: string, after: { readonly day: string, readonly mrn: string }): Promise<DifferingRow[]> {
  return await tx.query<DifferingRow>(`
    select e.mrn, e.day, e.currency, e.differences, e.evidence, (select true from aeo.reconciliation_findings f where f.operator_id = $1 and f.mrn = e.mrn and f.evidence = e.evidence limit 1) is not null as opened
    from aeo.reconciliation_entries e where e.operator_id = $1 and e.reconciliation_id = $2 and e.kind = 'differing' and (e.day, e.mrn) > ($3::date, $4)
    order by e.day, e.mrn limit $5`, [tx.operatorId, reconciliationId, after.day, after.mrn, FINDINGS_A_CHUNK])
}

/** The key of the evidence decides between two extracts at once; in key order, so that they never wait for each other crosswise. */
async function openFresh (tx: OperatorTx, reconciliationId: string, rows: readonly DifferingRow[], openFindings: OpenFindings): Promise<void> {
  const sorted = rows.toSorted((a, b) => a.mrn < b.mrn ? -1 : 1)
  // The declarations stay while their findings are written: ingest may be joining one to another.
  const declarations = new Map((await tx.query<{ mrn: string, id: string }>('select d.mrn, d.id from aeo.declarations d where d.operator_id = $1 and d.mrn = any($2::text[]) order by d.mrn for key share',
    [tx.operatorId, sorted.map(({ mrn }) => mrn)])).map(({ mrn, id }) => [mrn, id]))
  const candidates = sorted.filter(({ mrn }) => declarations.has(mrn)).map((row) => ({ row, id: uuidV7() }))
  const taken = new Set((await tx.query<{ id: string }>(`insert into aeo.reconciliation_findings (operator_id, mrn, evidence, finding_id)
    select $1, c.mrn, c.evidence, c.id from unnest($2::text[], $3::bytea[], $4::uuid[]) as c (mrn, evidence, id)
    on conflict (operator_id, mrn, evidence) do nothing returning finding_id as id`,
  [tx.operatorId, candidates.map(({ row }) => row.mrn), candidates.map(({ row }) => row.evidence), candidates.map(({ id }) => id)])).map(({ id }) => id))
  await openFindings(tx, candidates.filter(({ id }) => taken.has(id)).map(({ row, id }) => findingOf(reconciliationId, row, id, declarations.get(row.mrn) ?? '')))
}

function findingOf (reconciliationId: string, { mrn, currency, differences }: DifferingRow, id: string, declarationId: string): NewDifferenceFinding {
  const duty = differences.find(({ field }) => field === 'duty')
  return {
    id, declarationId, pillar: 'lifecycle', severity: 'error',
    message: `The extract of customs shows ${mrn} otherwise: ${differences.map(inWords).join('; ')}.`,
    values: { reconciliation: reconciliationId, differences },
    atStake: duty === undefined ? undefined : { amount: decimalText(decimal(duty.by ?? duty.customs ?? '0').abs()), currency }
  }
}

const inWords = ({ field, customs, here }: Difference): string => `${field} ${customs ?? 'none'} there, ${here ?? 'none'} here`
