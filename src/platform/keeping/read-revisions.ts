import type { Principal } from '../access.ts'
import { withOperatorReadOnly } from '../db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../http/pages.ts'
import type { KeyPart } from '../http/pages.ts'
import type { KeepDeps } from './keep-records.ts'
import { isShownTo } from './record-kind.ts'
import type { RecordKind } from './record-kind.ts'
import { findRecord } from './record-store.ts'
import { listRevisions } from './revision-store.ts'
import type { Revision } from './revision-store.ts'

/** The history of one record. */

export interface PageOfRevisions { readonly limit?: number | undefined, readonly cursor?: string | undefined }

const REVISION_KEY: KeyPart = /^[1-9][0-9]{0,8}$/

/** What changes replaced, last first; what may not be shown as a record is not shown as a revision either, so a page may hold fewer. @throws the kind's not-found. */
export function revisionsOf ({ db }: Pick<KeepDeps, 'db'>, kind: RecordKind, principal: Principal, id: string, { limit = DEFAULT_PAGE, cursor }: PageOfRevisions): Promise<{ items: Revision[], nextCursor: string | null }> {
  const purpose = `${kind.path} ${id} revisions`
  const [before] = cursor === undefined ? [] : openCursor(purpose, cursor, [REVISION_KEY])
  return withOperatorReadOnly(db, principal, kind.scopes.read, async (tx) => {
    const record = await findRecord(tx, kind, id)
    if (record === undefined || !isShownTo(kind, principal, record.content)) throw kind.notFound('No record of yours has this id.')
    const rows = await listRevisions(tx, kind, id, limit + 1, before === undefined ? undefined : Number(before))
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return { items: page.filter(({ content }) => isShownTo(kind, principal, content)), nextCursor: rows.length > limit && last !== undefined ? sealCursor(purpose, [String(last.revision)]) : null }
  })
}
