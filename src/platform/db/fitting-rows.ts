import type { OperatorTx } from './operator-tx.ts'

/** A page of a list whose entries may be large: it ends where they have grown to this size, so that no page takes the memory of the service. */

export const PAGE_BYTES = 4_000_000

export interface FittingRows<Row> { readonly items: Row[], readonly more: boolean }

/** As text, which is what crosses to the service: what a row takes in the database may be a hundredth of that, since long texts are compressed. */
const ROW_BYTES = 'octet_length(row_to_json(q)::text)'

/** What the statement adds to each row, and the service takes away again. */
interface Measured { rowBytes?: unknown, bytesBefore?: unknown, isFollowed?: unknown }

/**
 * As many rows as were asked for, or fewer if they are large; always one, if there is one. The database adds their sizes up and hands
 * out no row beyond: the service never holds what it would not show.
 *
 * @param read asks for the rows, in order and one more than are asked for, by its first statement; others that follow ask for what belongs to those.
 * @param bytes size of a row `q` of the statement, where it is what belongs to the row that makes an entry large.
 */
export async function fittingRows<Row> (tx: OperatorTx, limit: number, read: (tx: OperatorTx, most: number) => Promise<readonly Row[]>, bytes = ROW_BYTES): Promise<FittingRows<Row>> {
  const seen: { isCut?: boolean } = {}
  const measuring: OperatorTx = {
    ...tx,
    async query <Each>(text: string, values?: readonly unknown[]) {
      if (seen.isCut !== undefined) return await tx.query<Each>(text, values)
      seen.isCut = false
      const rows = await tx.query<Each & Measured>(fittingStatement(text, bytes), values)
      seen.isCut = rows.at(-1)?.isFollowed === true
      for (const row of rows) {
        delete row.rowBytes
        delete row.bytesBefore
        delete row.isFollowed
      }
      return rows
    }
  }
  const rows = await read(measuring, limit + 1)
  return { items: rows.slice(0, limit), more: seen.isCut === true || rows.length > limit }
}

function fittingStatement (statement: string, bytes: string): string {
  return `select w.* from (select m.*, sum(m."rowBytes") over (rows between unbounded preceding and 1 preceding) as "bytesBefore", lead(true) over () as "isFollowed"
    from (select q.*, ${bytes} as "rowBytes" from (${statement}) q) m) w where coalesce(w."bytesBefore", 0) < ${PAGE_BYTES}`
}
