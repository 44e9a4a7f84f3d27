import type pg from 'pg'
import { decimal, decimalText } from '../platform/decimal.ts'
import { beginStatement } from '../platform/db/operator-tx.ts'
import { textArray } from '../platform/db/binary-array.ts'
import type { AssessedTax } from './customs-message.ts'
import { courseOf } from './course.ts'
import type { Course } from './course.ts'
import type { DeclarationContent, DeclarationStatus } from './data-elements.ts'
import { courseOfEntry, stateOf as entryState } from './ingest/ledger.ts'
import { loadEntries } from './ingest/ledger-store.ts'
import { countable } from './countable.ts'
import type { CountedState } from './countable.ts'
import { compareUses, replaceUses } from './rebuild-reference-use.ts'
import type { ReferenceUseDifference } from './rebuild-reference-use.ts'
import { ReferenceUses } from './reference-use.ts'
import type { UsingState } from './reference-use.ts'
import { TotalDeltas, totalColumns } from './totals.ts'

/** Adds up all declarations of an operator again and compares with the totals that moved with the writes. */

export interface TotalDifference {
  readonly dimension: string
  readonly day: string
  readonly key: string
  readonly currency: string
  /** What the kept totals are off by: kept less recomputed. */
  readonly declarations: number
  readonly items: number
  readonly statisticalValue: string
  readonly duties: string
}

const PAGE = 1_000

interface CountedRow {
  id: string, mrn: string | null, status: DeclarationStatus, status_at: Date, released_at: Date | null, counted_on: string, source_system: string, org_unit_id: string | null
  assessed_taxes: AssessedTax[] | null, document: DeclarationContent, accepted_on: string | null, received_at: Date
  /** More than one version, or messages: what became of it does not follow from this row. */
  has_history: boolean
}
interface KeptRow { dimension: string, day: string, key: string, currency: string, declarations: string, items: string, statistical_value: string, duties: string }

/** One transaction, with the ingest of this operator held; with `repair` it also sets the totals right. */
export async function rebuildTotals (client: pg.ClientBase, operatorId: string, repair: boolean): Promise<{ declarations: number, differences: (TotalDifference | ReferenceUseDifference)[] }> {
  await client.query(beginStatement(operatorId))
  try {
    await client.query('set local statement_timeout = 0')
    await client.query('set local transaction_timeout = 0')
    await client.query('select aeo.lock_ingest($1)', [operatorId])
    const deltas = new TotalDeltas()
    const uses = new ReferenceUses()
    const declarations = await countAll(client, operatorId, deltas, uses)
    const differences = await compare(client, operatorId, deltas)
    if (repair && differences.length > 0) await replace(client, operatorId, deltas)
    const differingUses = await compareUses(client, operatorId, uses)
    if (repair && differingUses.length > 0) await replaceUses(client, operatorId, uses)
    await client.query('commit')
    return { declarations, differences: [...differences, ...differingUses] }
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function countAll (client: pg.ClientBase, operatorId: string, deltas: TotalDeltas, uses: ReferenceUses): Promise<number> {
  let count = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await client.query<CountedRow>(`
      select d.id, d.mrn, d.status, d.status_at, d.released_at, d.counted_on, d.source_system, d.org_unit_id, d.assessed_taxes, v.document, d.accepted_on, d.received_at,
        d.version_count > 1 or exists (select from aeo.customs_messages m where m.operator_id = $1 and m.declaration_id = d.id) as has_history
      from aeo.declarations d
      join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      where d.operator_id = $1 and d.id > $2 order by d.id limit ${PAGE}`, [operatorId, after])
    const courses = await coursesOf(client, operatorId, rows.filter((row) => row.has_history).map(({ id }) => id))
    for (const row of rows) {
      const state = stateOf(row, courses.get(row.id))
      deltas.count(countable(row.document, state), 1)
      uses.count(row.document, state, 1)
    }
    count += rows.length
    after = rows.at(-1)?.id ?? after
    if (rows.length < PAGE) return count
  }
}

async function coursesOf (client: pg.ClientBase, operatorId: string, ids: readonly string[]): Promise<Map<string, Course[]>> {
  const entries = await loadEntries(async <Row>(text: string, values: readonly unknown[]) => (await client.query(text, [...values])).rows as Row[], operatorId, ids)
  return new Map(entries.map((entry) => [entry.id, courseOfEntry(entry, entryState(entry))]))
}

const stateOf = (row: CountedRow, course: readonly Course[] | undefined): CountedState & UsingState => ({
  status: row.status, statusAt: row.status_at, releasedAt: row.released_at, countedOn: row.counted_on, sourceSystem: row.source_system, orgUnitId: row.org_unit_id, mrn: row.mrn, assessedTaxes: row.assessed_taxes ?? [],
  acceptedOn: row.accepted_on, receivedAt: row.received_at,
  course: course ?? courseOf({ state: { status: row.status, acceptedOn: row.accepted_on, releasedAt: null, decisions: new Map() }, stated: [], contents: [], messages: [] })
})

async function compare (client: pg.ClientBase, operatorId: string, deltas: TotalDeltas): Promise<TotalDifference[]> {
  const { rows } = await client.query<KeptRow>(`
    select t.dimension, t.day, t.key, t.currency, t.declarations, t.items, t.statistical_value, t.duties from aeo.declaration_totals t where t.operator_id = $1`, [operatorId])
  const identity = (total: { dimension: string, day: string, key: string, currency: string }): string => JSON.stringify([total.dimension, total.day, total.key, total.currency])
  const recomputed = new Map(deltas.nonZero().map((total) => [identity(total), total]))
  const kept = new Map(rows.map((row) => [identity(row), row]))
  return [...new Set([...recomputed.keys(), ...kept.keys()])].flatMap((key) => {
    const is = kept.get(key)
    const ought = recomputed.get(key)
    const named = is ?? ought
    if (named === undefined) return []
    const difference = {
      dimension: named.dimension, day: named.day, key: named.key, currency: named.currency,
      declarations: Number(is?.declarations ?? 0) - (ought?.declarations ?? 0),
      items: Number(is?.items ?? 0) - (ought?.items ?? 0),
      statisticalValue: decimalText(decimal(is?.statistical_value ?? '0').minus(ought?.statisticalValue ?? '0')),
      duties: decimalText(decimal(is?.duties ?? '0').minus(ought?.duties ?? '0'))
    }
    const agrees = difference.declarations === 0 && difference.items === 0 && difference.statisticalValue === '0' && difference.duties === '0'
    return agrees ? [] : [difference]
  })
}

async function replace (client: pg.ClientBase, operatorId: string, deltas: TotalDeltas): Promise<void> {
  await client.query('delete from aeo.declaration_totals t where t.operator_id = $1', [operatorId])
  await client.query('select aeo.move_totals($1, $2, $3, $4, $5, $6, $7, $8, $9)', [operatorId, ...totalColumns(deltas.nonZero()).map((column) => textArray(column))])
}
