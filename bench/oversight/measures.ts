import { MEASURES } from '../../src/ai-oversight/measures.ts'
import { OUTCOME_SOURCES } from '../../src/ai-oversight/record.ts'
import { OVERSIGHT_RULES } from '../../src/ai-oversight/rules.ts'
import { cutBy, Sums } from '../../src/ai-oversight/sums.ts'
import { readTotals } from '../../src/ai-systems/oversight/totals/total-store.ts'
import { withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import type { Database } from '../../src/platform/db/pool.ts'

/** All measures of a year, for the whole and for each system, from the totals: for many outputs and for few, in turns. */

interface Compared { readonly small: string, readonly large: string, readonly smallOutputs: number, readonly largeOutputs: number, readonly turns: number }

export async function compareMeasures (db: Database, { small, large, smallOutputs, largeOutputs, turns }: Compared): Promise<void> {
  const [few, many]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < turns; turn++) {
    few.push(await timed(async () => await measureYear(db, small)))
    many.push(await timed(async () => await measureYear(db, large)))
  }
  console.log(`| All measures of a year, by system | ms |\n|---|---|\n| ${smallOutputs} outputs | ${median(few).toFixed(1)} |\n| ${largeOutputs} outputs | ${median(many).toFixed(1)} |\n`)
  console.log(`many / few = ${(median(many) / median(few)).toFixed(2)}`)
}

async function measureYear (db: Database, operatorId: string): Promise<number> {
  const principal = { subject: 'bench', eori: 'x', operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const counts = await withOperatorReadOnly(db, principal, 'ai:read', async (tx) => await readTotals(tx, { from: '2025-01', to: '2025-12' }))
  const groups = [counts, ...cutBy(counts, 'system').map((cut) => cut.counts)]
  return groups.flatMap((group) => {
    const sums = new Sums(group)
    return MEASURES.flatMap(({ bySource, of }) => (bySource ? OUTCOME_SOURCES : ['']).map((source) => of(sums, source, OVERSIGHT_RULES)))
  }).length
}

async function timed (work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
