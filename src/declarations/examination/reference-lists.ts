import { createHash } from 'node:crypto'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Fault } from '../../platform/problem.ts'
import { parseMeasureCsv } from '../../reference/measure-list.ts'
import type { ParsedList } from '../../reference/measure-list.ts'
import type { ListKind } from '../../reference/measure-kinds.ts'

/** Lists that an operator loads (docs/reference-data.md): each load is whole and kept, the newest of a kind is in force. */

export interface LoadedRevision {
  readonly kind: ListKind
  readonly revision: number
  readonly source: string
  readonly entries: number
  readonly loadedAt: Date
}

export type ListLoad =
  | { readonly outcome: 'loaded' | 'unchanged', readonly list: LoadedRevision }
  | { readonly outcome: 'refused', readonly faults: readonly Fault[] }

const COLUMNS = 'r.kind, r.revision, r.source, r.entry_count as entries, r.loaded_at as "loadedAt"'

/**
 * Puts a list in force for what is examined from now on; what is stored stays as it was judged until a run looks at it again. The same
 * bytes again change nothing.
 *
 * @param source where the list is from, for whoever asks later: a regulation, a file, a supplier of tariff data.
 * @returns every fault by line and column, and then nothing is loaded.
 */
export async function loadReferenceList (tx: OperatorTx, bytes: Uint8Array, source: string): Promise<ListLoad> {
  const { kind, entries, faults } = parsed(bytes)
  if (kind === undefined || faults.length > 0) return { outcome: 'refused', faults }
  const sha256 = createHash('sha256').update(bytes).digest()
  // The head moves first: it makes those who load for one operator follow each other.
  await tx.query('select aeo.move_examination_head($1)', [tx.operatorId])
  const [before] = await tx.query<LoadedRevision & { sha256: Buffer }>(`select ${COLUMNS}, r.sha256 from aeo.reference_lists r
    where r.operator_id = $1 and r.kind = $2 order by r.revision desc limit 1`, [tx.operatorId, kind])
  if (before !== undefined && sha256.equals(before.sha256)) {
    const { sha256: _same, ...list } = before
    return { outcome: 'unchanged', list }
  }
  const list: LoadedRevision = { kind, revision: (before?.revision ?? 0) + 1, source, entries: entries.length, loadedAt: tx.at }
  await tx.query(`insert into aeo.reference_lists (operator_id, kind, revision, source, entries, entry_count, sha256, loaded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`, [tx.operatorId, kind, list.revision, source, JSON.stringify(entries), list.entries, sha256, tx.at])
  tx.log('reference.loaded', `list:${kind}`, { revision: list.revision, entries: list.entries, sha256: sha256.toString('hex') })
  return { outcome: 'loaded', list }
}

function parsed (bytes: Uint8Array): ParsedList {
  try {
    return parseMeasureCsv(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { kind: undefined, entries: [], faults: [{ pointer: '', detail: 'The file is not UTF-8.', hint: 'Save it as CSV in UTF-8' }] }
  }
}

/** Every load, the newest of a kind first. */
export async function listReferenceLists (tx: OperatorTx): Promise<LoadedRevision[]> {
  return await tx.query<LoadedRevision>(`select ${COLUMNS} from aeo.reference_lists r where r.operator_id = $1 order by r.kind, r.revision desc`, [tx.operatorId])
}
