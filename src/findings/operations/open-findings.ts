import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Finding } from '../model.ts'
import * as store from '../store.ts'

/** Many findings at once, for work that finds by the thousand: the number of statements stays the same. */

export interface FoundOfDeclaration {
  readonly id: string
  readonly declarationId: string
  readonly pillar: Finding['pillar']
  readonly severity: Finding['severity']
  readonly message: string
  readonly values: object
  readonly atStake?: { readonly amount: string, readonly currency: string } | undefined
}

interface OpenedRow extends Pick<Finding, 'id' | 'countedOn' | 'orgUnitId' | 'broker'> { declarationId: string }

/** Within the caller's transaction, which must keep the declarations from going. Those that are not the operator's open nothing. */
export async function openFindings (tx: OperatorTx, source: 'reconciliation' | 'sample', found: readonly FoundOfDeclaration[]): Promise<void> {
  if (found.length === 0) return
  const rows = await tx.query<OpenedRow>(`
    insert into aeo.findings as f (operator_id, id, source, declaration_id, version, pillar, severity, message, values, at_stake, currency, counted_on, org_unit_id, broker, opened_at)
    select $1, n.id, $2, d.id, d.current_version, n.pillar, n.severity, n.message, n.values, n.stake, n.currency, d.counted_on, d.org_unit_id, x.broker, $4
    from json_to_recordset($3) as n (id uuid, declaration uuid, pillar text, severity text, message text, values json, stake numeric, currency text)
    join aeo.declarations d on d.operator_id = $1 and d.id = n.declaration
    left join aeo.examinations x on x.operator_id = $1 and x.declaration_id = d.id and x.version = d.current_version and x.counted
    returning f.id, f.declaration_id as "declarationId", f.counted_on as "countedOn", f.org_unit_id as "orgUnitId", f.broker`,
  [tx.operatorId, source, JSON.stringify(found.map(toRecord)), tx.at])
  const byId = new Map(found.map((finding) => [finding.id, finding]))
  const opened = rows.flatMap((row) => {
    const finding = byId.get(row.id)
    return finding === undefined ? [] : [{ ...row, checkId: null, proposedBy: null, source, pillar: finding.pillar, severity: finding.severity }]
  })
  await store.moveTotals(tx, opened.map((finding) => ({ finding, opened: 1 })))
  for (const { id, declarationId, severity } of opened) tx.log('finding.opened', `declaration:${declarationId}`, { findings: [{ id, check: source, itemNumber: null, severity }] })
}

const toRecord = ({ id, declarationId, pillar, severity, message, values, atStake }: FoundOfDeclaration): object => ({
  id, declaration: declarationId, pillar, severity, message, values, stake: atStake?.amount ?? null, currency: atStake?.currency ?? null
})
