import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { CHECKS } from '../../../src/declarations/checks/catalogue.ts'
import { Examiner } from '../../../src/declarations/examination/examiner.ts'
import { recordEori } from '../../../src/declarations/index.ts'
import { runBatch } from '../../../src/declarations/ingest/batch.ts'
import { decimal } from '../../../src/platform/decimal.ts'
import { readXmlMessage } from '../../../src/declarations/formats/xml-message.ts'
import { runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'
import { allRealFiles, caseOf, realFiles, realJob } from '../../support/real-messages.ts'

/**
 * All checks over declarations that customs took, with customs' answers. The table of outcomes is committed, so that a change of a rule
 * shows in it: `UPDATE_TABLE=1 npm test -- test/declarations/checks/real-declarations.test.ts` writes it anew.
 */

const { appUrl } = await testDatabase(t)
const db = openDatabase({ url: appUrl, poolSize: 4, reportPoolSize: 2 })
t.teardown(async () => { await db.close() })
/** A day for which an edition of the nomenclature ships. */
const clock = () => new Date('2026-11-25T12:00:00Z')
const examiner = new Examiner({ db, clock, registers: {} })
const { operatorId } = await addOperator(db.operations, 'GB123456789000', 'Samples')
const principal = { subject: 'broker', eori: 'GB123456789000', operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
const within = async <T>(work: Parameters<typeof runOperatorTx<T>>[2]): Promise<T> => await runOperatorTx(db.operations, principal, work, clock)

const jobs = await Promise.all(allRealFiles().map(async (file) => await realJob(file, clock())))
const parties = jobs.flatMap(({ push }) => push.kind === 'declaration' ? [push.content.importer?.eori, push.content.exporter?.eori, push.content.declarant] : [])
await within(async (tx) => { for (const eori of new Set(parties)) if (eori !== undefined) await recordEori(tx, eori, 'Group') })
await runBatch({ db, examiner, clock, onRefused: (error) => { throw error } }, principal, jobs)

interface Examined { status: string, outcomes: string, details: { notEvaluable?: Record<string, string[]> } }
const examined = await within(async (tx) => await tx.query<Examined>(`select d.status, x.outcomes, x.details from aeo.examinations x
  join aeo.declarations d on d.operator_id = x.operator_id and d.id = x.declaration_id where x.operator_id = $1 and x.counted`, [operatorId]))

/** Why a check may be unable to look: data that the operator keeps or loads, or that the declaration itself lacks. */
const LACKS: Record<string, RegExp> = {
  'a register of the operator': /^no_(goods|supplier|authorisation|licence|mandate|excise|document|movement)_register$|^no_quota_results$|^goods_ref_missing$/,
  'a list that the operator loads': /^no_(duty_rates|exchange_rates|trade_defence|licence_measures|dual_use_list|cbam_list|eudr_list|cites_list|excise_list)_loaded$|^no_nomenclature_for_day$|^procedure_pair_list_missing$|^national_authorisation$/,
  'an element that the declaration does not state': /_missing$|^currencies_differ$/
}

t.test('every check answers for every real declaration; none is unable to look for want of data that ships', async (t) => {
  t.equal(examined.length, 141)
  const rows = CHECKS.map(({ id, severity }, position) => {
    const count = (letter: string): number => examined.filter(({ outcomes }) => outcomes[position] === letter).length
    const reasons = new Map<string, number>()
    for (const { details: { notEvaluable = {} } } of examined) {
      for (const [reason, checks] of Object.entries(notEvaluable)) if (checks.includes(id)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    const unexplained = [...reasons.keys()].filter((reason) => !Object.values(LACKS).some((pattern) => pattern.test(reason)))
    t.strictSame(unexplained, [], `${id} lacks nothing that ships`)
    t.equal(count('P') + count('H') + count('E') + count('A'), 141, `${id} answers for each`)
    return `| ${id} | ${severity} | ${count('P')} | ${count('H')} | ${count('E')} | ${count('A')} | ${[...reasons].toSorted().map(([reason, n]) => `${reason} ${n}`).join(', ')} |`
  })
  const table = `# All checks over 141 real declarations, with 211 answers of customs

Judged on 2026-11-25, the importers' EORI numbers recorded as the operator's, no list loaded.

| check | severity | pass | hit | not evaluable | not applicable | because it lacks |
|---|---|---|---|---|---|---|
${rows.join('\n')}
`
  const file = join(import.meta.dirname, 'real-declarations.md')
  if (process.env['UPDATE_TABLE'] === '1') writeFileSync(file, table)
  t.equal(table, readFileSync(file, 'utf8'))
})

/** Each hit of severity error, and why a declaration that customs took can have it. */
const ERRORS: Record<string, { check: string, declarations: number, because: string }> = {
  works: { check: 'CLA-03', declarations: 5, because: 'UK samples use 9702 00 00, which the Combined Nomenclature split in 2022' },
  proofs: { check: 'ORI-02', declarations: 6, because: 'UK codes for its own agreements: U110 is Japan and U045 pan-Euro-Mediterranean in the Union\'s list, the samples claim them for GB and MX' }
}

t.test('hits of severity error are few, and each is explained', async (t) => {
  const found = await within(async (tx) => await tx.query<{ check_id: string, n: string }>(`select f.check_id, count(distinct f.declaration_id)::text as n from aeo.findings f
    where f.operator_id = $1 and f.state = 'open' and f.severity = 'error' and f.source = 'check' group by 1 order by 1`, [operatorId]))
  t.strictSame(found.map(({ check_id: check, n }) => `${check}: ${n}`), Object.values(ERRORS).map(({ check, declarations }) => `${check}: ${declarations}`))
})

/** Why customs' assessment is not base × rate, by case of the publisher. */
const OTHERWISE: Record<string, string> = {
  TT_IM036a: 'the rate is printed with two decimals: 0.164 % of 10,000 is 16.40',
  TT_IM041a: 'returned after repair under guarantee (additional procedure B02): relief',
  TT_IM063a: 'personal belongings moved from GB to Northern Ireland: full relief from duty (national procedure 1PP)',
  TT_IM080a: 'consignment of negligible value (additional procedure C07): relief from duty, and VAT with it (1RV)',
  TT_IM148a: 'VAT relief is claimed (national procedure 1RV)'
}

t.test('duty and VAT are base × rate on customs\' tax lines, but for those that are explained', async (t) => {
  const lines = (await Promise.all(realFiles('notifications').map(async (file) => {
    const read = await readXmlMessage(readFileSync(file))
    const taxes = read.kind === 'message' && read.message.kind === 'answer' ? read.message.taxes : []
    return taxes.map((tax) => ({ ...tax, file }))
  }))).flat().flatMap(({ base, rate, assessed, file }) => base === undefined || rate === undefined ? [] : [{ base, rate, assessed: assessed ?? '0', file }])
  t.equal(lines.length, 174)
  const different = lines.filter(({ base, rate, assessed }) => decimal(base).times(decimal(rate)).div(100).minus(decimal(assessed)).abs().gt(decimal('0.02')))
  t.equal(lines.length - different.length, 162)
  for (const { file } of different) t.ok(OTHERWISE[caseOf(file)], `${basename(file)}: ${OTHERWISE[caseOf(file)] ?? 'unexplained'}`)
  t.strictSame([...new Set(different.map(({ file }) => caseOf(file)))].toSorted(), Object.keys(OTHERWISE), 'and no explanation is idle')
})
