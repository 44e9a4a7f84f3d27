import type { Principal } from '../../src/platform/access.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import type { Report } from './reports.ts'

interface Operator { readonly eori: string, readonly operatorId: string }

const BOUND = 1.3
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

/** Each report for both operators in turn, begin and commit included, as the service runs it. */
export async function compare (db: Database, reports: readonly Report[], small: Operator, large: Operator, rounds: number): Promise<void> {
  const table = []
  for (const report of reports) {
    const times: { small: number[], large: number[] } = { small: [], large: [] }
    const rows = { small: 0, large: 0 }
    for (let round = 0; round < rounds; round++) {
      for (const side of round % 2 === 0 ? ['small', 'large'] as const : ['large', 'small'] as const) {
        const began = performance.now()
        rows[side] = await once(db, side === 'small' ? small : large, report)
        times[side].push(performance.now() - began)
      }
    }
    const ratio = median(times.large) / median(times.small)
    table.push({
      report: report.name, 'rows small': rows.small, 'rows large': rows.large, 'ms small': Number(median(times.small).toFixed(2)), 'ms large': Number(median(times.large).toFixed(2)),
      ratio: Number(ratio.toFixed(2)), bound: ratio <= BOUND ? 'kept' : 'missed'
    })
  }
  console.table(table)
  console.log(`large / small, at most ${BOUND}`)
}

const once = async (db: Database, operator: Operator, report: Report): Promise<number> => await report.run(db, principalOf(operator))

export const principalOf = ({ eori, operatorId }: Operator): Principal => ({ subject: 'bench', eori, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER })
