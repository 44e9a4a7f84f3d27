import t from 'tap'
import { CONTESTING_CHECKS } from '../../../src/ai-systems/index.ts'
import { CHECKS } from '../../../src/declarations/index.ts'
import { statementsOf } from '../../support/statements.ts'
import { OTHER_OPERATOR } from '../../support/app.ts'
import { factsOfAYear } from './facts-of-a-year.ts'

/** Every supported key figure against a computation over raw rows that shares no line with it. */

const facts = await factsOfAYear(t, 400)
const { raw, post, ask, operatorId } = facts

const [period] = await raw<{ first: string, last: string }>('select min(counted_on)::text as first, max(counted_on)::text as last from aeo.declarations')
const FROM = period?.first ?? ''
const TO = period?.last ?? ''
const TODAY = new Date().toISOString().slice(0, 10)
const LATEST = TODAY > TO ? TODAY : TO

await reviewASample()
await decideFindings()
await openActions()

/** Every third finding confirmed, every third dismissed, the others left open. */
async function decideFindings (): Promise<void> {
  const findings = await raw<{ id: string }>('select id from aeo.findings where state = \'open\' and source = \'check\' order by id')
  for (const [index, { id }] of findings.entries()) {
    if (index % 3 === 0) await post(`/findings/${id}/review`, { decision: 'confirmed', words: 'So it is', cause: 'clerical' })
    if (index % 3 === 1) await post(`/findings/${id}/review`, { decision: 'dismissed', words: 'It is right' })
  }
  // Half of the open ones are forty days older.
  await raw('update aeo.findings set opened_at = opened_at - interval \'40 days\' where state = \'open\' and get_byte(uuid_send(id), 15) % 2 = 0')
}

async function reviewASample (): Promise<void> {
  const { id } = await post('/findings/samples', { from: FROM, to: TO }) as { id: string }
  const drawn = await raw<{ declaration_id: string, item_number: number }>('select declaration_id, item_number from aeo.review_sample_entries where sample_id = $1 order by position', [id])
  const pillars = ['classification', 'origin', 'value', 'procedures', 'licences']
  const results = drawn.slice(0, 60).map(({ declaration_id: declarationId, item_number: itemNumber }, index) => index % 4 === 0
    ? { declarationId, itemNumber, hasError: true, finding: { pillar: pillars[(index / 4) % pillars.length], message: 'Wrong' } }
    : { declarationId, itemNumber, hasError: false })
  await post(`/findings/samples/${id}/results`, { results })
  const [error] = await raw<{ finding_id: string }>('select finding_id from aeo.review_sample_results where has_error order by position limit 1')
  await post(`/findings/${error?.finding_id ?? ''}/review`, { decision: 'dismissed', words: 'It is right after all' })
}

async function openActions (): Promise<void> {
  const confirmed = await raw<{ id: string }>('select id from aeo.findings where state = \'confirmed\' order by id limit 3')
  for (const [index, { id }] of confirmed.entries()) {
    await post('/findings/actions', { kind: 'procedure', description: 'Do it otherwise', owner: 'Customs', dueOn: index === 0 ? '2099-01-01' : TODAY, findingIds: [id] })
  }
  await raw('update aeo.corrective_actions set due_on = $1::date - 1 where due_on = $1', [TODAY])
}

const letterOf = (check: string): string => `substr(x.outcomes, ${CHECKS.findIndex(({ id }) => id === check) + 1}, 1)`
/** Findings of the checks that nobody dismissed and no version cured, and the declarations of which each check said something. */
const standing = (...checks: string[]): string => `select
  (select count(*) from aeo.findings f where f.operator_id = $1 and f.check_id in (${checks.map((check) => `'${check}'`).join()}) and f.counted_on between $2 and $3
    and f.decision is distinct from 'dismissed' and coalesce(f.closed_because, '') not in ('cured', 'withdrawn')) as numerator,
  (select ${checks.map((check) => `count(*) filter (where ${letterOf(check)} in ('P', 'H', 'A'))`).join(' + ')} from aeo.examinations x where x.operator_id = $1 and x.counted and x.counted_on between $2 and $3) as denominator`
const hitRate = (check: string): string => `select count(*) filter (where ${letterOf(check)} = 'H') as numerator, count(*) filter (where ${letterOf(check)} in ('P', 'H')) as denominator
  from aeo.examinations x where x.operator_id = $1 and x.counted and x.counted_on between $2 and $3`
const reviewed = (pillar: string): string => `select count(*) filter (where r.has_error and f.pillar = '${pillar}' and f.decision is distinct from 'dismissed') as numerator, count(*) as denominator
  from aeo.review_sample_results r left join aeo.findings f on f.operator_id = r.operator_id and f.id = r.finding_id where r.operator_id = $1 and r.recorded_at::date between $2 and $3`

const EFFECTIVE = 'd.operator_id = $1 and d.counted_on between $2 and $3 and d.status not in (\'draft\', \'rejected\', \'cancelled\', \'expired\')'
const DOCUMENTS = 'aeo.declarations d join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version'
/** Nobody but senders speaks in this year. */
const says = (...statuses: string[]): string =>
  `exists (select from aeo.declaration_versions s where s.operator_id = d.operator_id and s.declaration_id = d.id and s.status in (${statuses.map((status) => `'${status}'`).join()}))`
const CONTROLLED = says('under_control', 'seized')
const course = (condition: string): string => `select (select count(*) from aeo.declarations d where ${EFFECTIVE} and ${condition}) as numerator,
  (select count(*) from aeo.declarations d where ${EFFECTIVE}) as denominator`

/** Elements of items that name an AI system; the inventory of this year is empty. */
const NAMED = `${DOCUMENTS} cross join lateral json_array_elements(v.document -> 'items') i cross join lateral json_each(i -> 'aiAssisted') u`
const DOUBTING = Object.entries(CONTESTING_CHECKS).flatMap(([pillar, checks]) => checks.map((check) => `'${pillar} ${check}'`)).join()
/** Findings on such elements that doubt them. */
const DOUBTED = `aeo.findings f join aeo.declaration_versions w on w.operator_id = f.operator_id and w.declaration_id = f.declaration_id and w.version = f.version
  cross join lateral json_array_elements(w.document -> 'items') i
  where f.operator_id = $1 and f.counted_on between $2 and $3 and f.severity <> 'info' and (i ->> 'itemNumber')::int = f.item_number
    and i -> 'aiAssisted' -> case f.pillar when 'licences' then 'licence' else f.pillar end is not null and (f.check_id is null or f.pillar || ' ' || f.check_id in (${DOUBTING}))`

/** $1 operator, $2 first and $3 last day; `value` alone where the source works it out. */
const RAW: Record<string, string> = {
  declarations_per_year: `select count(*) as numerator, null as denominator from aeo.declarations d where ${EFFECTIVE}`,
  items_per_year: `select count(*) as numerator, null as denominator from aeo.declarations d join aeo.declaration_items i on i.operator_id = d.operator_id and i.declaration_id = d.id where ${EFFECTIVE}`,
  amendment_rate: course(says('amended')),
  invalidation_rate: course('d.status = \'invalidated\' and d.accepted_on is not null'),
  duplicate_mrn_count: `select count(*) filter (where c.contents > 1 and not (${says('amended', 'post_release_amended')})) as numerator,
      (select count(*) from aeo.declarations d where ${EFFECTIVE}) as denominator
    from aeo.declarations d cross join lateral (select count(distinct (s.document::jsonb - '{status,statusAt,acceptanceDate}'::text[])) as contents from aeo.declaration_versions s
      where s.operator_id = d.operator_id and s.declaration_id = d.id and s.document ->> 'mrn' is not null) c
    where ${EFFECTIVE}`,
  control_hit_rate: course(CONTROLLED),
  post_release_correction_rate: `select (select count(*) from aeo.declarations d where ${EFFECTIVE} and ${says('post_release_amended')}) as numerator,
    (select count(*) from aeo.examinations x where x.operator_id = $1 and x.counted and x.released and x.counted_on between $2 and $3) as denominator`,
  customs_detected_error_rate: `select count(*) filter (where ${says('seized')}) as numerator, count(*) as denominator from aeo.declarations d where ${EFFECTIVE} and ${CONTROLLED}`,
  voluntary_disclosure_rate: `select count(*) as numerator, count(*) as denominator from aeo.declarations d where ${EFFECTIVE} and ${says('amended', 'post_release_amended')}`,
  broker_share: `select count(*) filter (where v.document #>> '{representative,eori}' is not null) as numerator, count(*) as denominator from ${DOCUMENTS} where ${EFFECTIVE}`,
  valuation_method_non1_rate: `select count(*) filter (where i ->> 'valuationMethod' between '2' and '6') as numerator, count(*) as denominator
    from ${DOCUMENTS} cross join lateral json_array_elements(v.document -> 'items') i where ${EFFECTIVE} and d.direction = 'import'`,
  related_party_value_share: `select sum((i ->> 'statisticalValue')::numeric) filter (where i ->> 'valuationIndicators' like '1%') as numerator, sum((i ->> 'statisticalValue')::numeric) as denominator
    from ${DOCUMENTS} cross join lateral json_array_elements(v.document -> 'items') i where ${EFFECTIVE} and d.direction = 'import'`,
  ingest_latency_p95: `select case when h.hours <= 96 then h.hours else least(ceil(h.hours / 24) * 24, 2160) end as value, h.n as denominator from (
    select percentile_disc(0.95) within group (order by greatest(0, ceil(extract(epoch from d.received_at - (d.accepted_on::timestamp at time zone 'UTC')) / 3600))) as hours, count(*) as n
    from aeo.declarations d where ${EFFECTIVE} and d.accepted_on is not null) h`,
  first_time_right_rate: `select count(*) filter (where x.right_first_time) as numerator, count(*) filter (where x.released) as denominator
    from aeo.examinations x where x.operator_id = $1 and x.counted and x.counted_on between $2 and $3`,
  check_failure_rate: `select (select count(distinct (f.declaration_id, f.item_number)) from aeo.findings f where f.operator_id = $1 and f.source = 'check' and f.severity = 'error' and f.item_number is not null
      and coalesce(f.closed_because, '') not in ('cured', 'withdrawn') and f.counted_on between $2 and $3) as numerator,
    (select count(*) from aeo.declaration_items i where i.operator_id = $1 and i.counted_on between $2 and $3) as denominator`,
  check_override_rate: `select count(*) filter (where f.decision = 'dismissed') as numerator, count(*) filter (where f.decision is not null or f.closed_because = 'cured') as denominator
    from aeo.findings f where f.operator_id = $1 and f.source = 'check' and f.counted_on between $2 and $3`,
  open_finding_age_days: `select percentile_cont(0.5) within group (order by $3::date - f.opened_at::date) as value, count(*) as denominator
    from aeo.findings f where f.operator_id = $1 and f.state = 'open' and f.severity = 'error' and f.source = 'check' and f.opened_at::date <= $3::date and $2::date is not null`,
  audit_finding_overdue_count: `select count(*) filter (where a.state = 'open' and a.due_on < $3::date) as numerator, count(*) as denominator
    from aeo.corrective_actions a where a.operator_id = $1 and a.opened_at::date <= $3::date and $2::date is not null`,
  error_rate_classification: reviewed('classification'),
  error_rate_origin: reviewed('origin'),
  error_rate_value: reviewed('value'),
  error_rate_procedure: reviewed('procedures'),
  broker_error_rate: `select count(distinct e.declaration_id) filter (where r.has_error and f.decision is distinct from 'dismissed') as numerator, count(distinct e.declaration_id) as denominator
    from aeo.review_sample_results r join aeo.review_sample_entries e using (operator_id, sample_id, position) left join aeo.findings f on f.operator_id = r.operator_id and f.id = r.finding_id
    where r.operator_id = $1 and r.recorded_at::date between $2 and $3`,
  bti_mismatch_count: standing('CLA-06'),
  preference_claim_without_proof_count: standing('ORI-02', 'ORI-03'),
  proof_expired_count: standing('ORI-06'),
  add_missing_code_count: standing('TDI-01', 'TDI-02'),
  licence_missing_count: standing('LIC-01', 'LIC-04', 'LIC-06', 'LIC-07', 'LIC-08'),
  authorisation_procedure_mismatch_count: standing('PRO-02', 'PRO-03', 'PRO-04'),
  special_procedure_overdue_discharge_count: standing('PRO-11'),
  export_without_exit_count: standing('PRO-15'),
  excise_movement_mismatch_count: standing('EXC-02', 'EXC-03'),
  unit_value_outlier_rate: `select
    (select count(*) from aeo.findings f where f.operator_id = $1 and f.check_id = 'VAL-09' and f.counted_on between $2 and $3
      and f.decision is distinct from 'dismissed' and coalesce(f.closed_because, '') not in ('cured', 'withdrawn')) as numerator,
    (select count(*) from aeo.declaration_items i join aeo.declarations d on d.operator_id = i.operator_id and d.id = i.declaration_id
      where ${EFFECTIVE} and d.direction = 'import') as denominator`,
  freight_missing_rate: hitRate('VAL-03'),
  error_rate_licence: hitRate('LIC-01'),
  supplementary_declaration_late_rate: hitRate('PRO-05'),
  reconciliation_gap_rate: hitRate('LIF-05'),
  ai_inventory_coverage: `select 0 as numerator, count(distinct u.value ->> 'systemId') as denominator from ${NAMED}
    where ${EFFECTIVE.replace('$2', "date_trunc('month', $3::date) - interval '11 months'")} and $2::date is not null`,
  ai_unapproved_use_count: `select count(distinct u.value ->> 'systemId') as numerator, (select count(*) from aeo.declarations d where ${EFFECTIVE}) as denominator from ${NAMED} where ${EFFECTIVE}`,
  ai_error_rate: `select (select count(distinct (f.declaration_id, f.item_number, f.pillar)) from ${DOUBTED} and f.decision = 'confirmed') as numerator,
    (select count(*) from ${NAMED} where ${EFFECTIVE}) * coalesce((select count(*) filter (where f.decision is not null) / nullif(count(*) filter (where coalesce(f.closed_because, '') <> 'withdrawn'), 0)::numeric from ${DOUBTED}), 1) as denominator`
}

/** Of registers that this year has nothing in; organisation-figures.test.ts and its like write their rows. */
const OF_REGISTERS = [
  'declarations_per_customs_fte', 'org_vacancy_customs_count', 'broker_mandate_missing_count',
  'authorisation_expiring_count', 'authorisation_event_overdue_count', 'authorisation_condition_overdue_count', 'guarantee_utilisation',
  'goods_without_classification_rate', 'classification_stale_rate', 'classification_change_rate', 'supplier_declaration_coverage', 'licence_balance_breach_count',
  'sanctions_per_1000_declarations', 'sanctions_weighted_per_1000', 'sanctions_per_org_unit', 'serious_sanctions_36m', 'repeated_sanctions_36m', 'sanction_amount_ratio', 'evaded_duty_ratio',
  'sanctions_per_customs_fte', 'record_completeness_rate', 'backup_test_age_days', 'pentest_age_days', 'security_incidents_12m', 'solvency_flag_count', 'partner_unverified_count',
  'training_coverage_rate', 'training_overdue_count', 'training_effect_delta', 'training_need_open_days', 'competence_gap_count', 'ai_literacy_coverage', 'key_person_single_point_count',
  'ai_human_review_rate', 'ai_override_rate', 'ai_vendor_contract_gap_count', 'ai_drift_days_since_eval', 'risk_above_appetite_count', 'saq_answer_stale_count'
]

interface AskedFigure { key: string | null, month: string | null, from: string, to: string, outcome: string, value: number | null, numerator: string | null, denominator: string | null }
interface AskedKpi { name: string, state: string, unit: string, groups: string[], value: AskedFigure, figures: AskedFigure[] }
const FIGURE = '{ key month from to outcome value numerator denominator }'

async function kpis (words: string): Promise<AskedKpi[]> {
  const { data, errors } = await ask(`{ kpis(${words}) { name state unit groups value ${FIGURE} figures ${FIGURE} } }`)
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data['kpis'] as AskedKpi[]
}

const SCALE: Record<string, number> = { percent: 100, per_mille: 1000 }

interface RawFigure { value?: string | null, numerator?: string | null, denominator?: string | null }

function wanted (kpi: AskedKpi, { value, numerator, denominator }: RawFigure): number | null {
  if (denominator !== null && Number(denominator) === 0) return null
  if (value !== undefined) return value === null ? null : Number(value)
  if (kpi.unit === 'count') return denominator === null && Number(numerator) === 0 ? null : Number(numerator)
  return (SCALE[kpi.unit] ?? 1) * Number(numerator) / Number(denominator)
}

async function agrees (t: { ok: (found: unknown, words: string) => unknown }, kpi: AskedKpi, figure: AskedFigure): Promise<void> {
  const [row] = await raw<RawFigure>(RAW[kpi.name] ?? '', [operatorId, figure.from, figure.to])
  const value = wanted(kpi, row ?? {})
  const same = value === null ? figure.value === null && figure.outcome === 'no_data' : figure.value !== null && Math.abs(value - figure.value) < 1e-9 && figure.outcome === 'measured'
  t.ok(same, `${kpi.name} from ${figure.from} to ${figure.to}: ${figure.value}, raw rows say ${value}`)
}

t.test('every supported key figure is what the raw rows say, over the whole period', async (t) => {
  const found = await kpis(`from: "${FROM}", to: "${LATEST}"`)
  t.equal(found.length, 89)
  const supported = found.filter(({ state }) => state === 'supported')
  t.strictSame(supported.map(({ name }) => name).toSorted(), [...Object.keys(RAW), ...OF_REGISTERS].toSorted(), 'a new key figure needs a computation here')
  for (const kpi of supported.filter(({ name }) => !OF_REGISTERS.includes(name))) await agrees(t, kpi, kpi.value)
  const measured = supported.filter(({ value }) => value.outcome === 'measured').map(({ name }) => name)
  t.ok(measured.length >= 15, `the year has data for ${measured.join(', ')}`)
  t.ok(found.filter(({ state }) => state === 'awaiting').every(({ value }) => value.value === null && value.outcome === 'no_data'), 'what waits has no value')
})

t.test('and month by month', async (t) => {
  const found = (await kpis(`from: "${FROM}", to: "${LATEST}", by: [month]`)).filter(({ name }) => !OF_REGISTERS.includes(name))
  t.strictSame(found.map(({ name }) => name).toSorted(), Object.keys(RAW).filter((name) => name !== 'open_finding_age_days').toSorted(), 'all but what only today can tell')
  for (const kpi of found) {
    t.ok(kpi.figures.length >= 12)
    for (const figure of kpi.figures) await agrees(t, kpi, figure)
  }
})

t.test('and by representative, system and procedure; the keys of what each declaration has once add up to the whole', async (t) => {
  const KEYS: Record<string, [name: string, query: string][]> = {
    representative: [['first_time_right_rate', 'select coalesce(x.broker, \'\') as key, count(*) filter (where x.right_first_time) as numerator, count(*) filter (where x.released) as denominator from aeo.examinations x where x.operator_id = $1 and x.counted and x.counted_on between $2 and $3 group by 1']],
    source_system: [['declarations_per_year', `select d.source_system as key, count(*) as numerator, null as denominator from aeo.declarations d where ${EFFECTIVE} group by 1`]],
    unit: [
      ['declarations_per_year', `select coalesce(d.org_unit_id, '') as key, count(*) as numerator, null as denominator from aeo.declarations d where ${EFFECTIVE} group by 1`],
      ['first_time_right_rate', 'select coalesce(x.org_unit_id, \'\') as key, count(*) filter (where x.right_first_time) as numerator, count(*) filter (where x.released) as denominator from aeo.examinations x where x.operator_id = $1 and x.counted and x.counted_on between $2 and $3 group by 1']
    ],
    site: [['declarations_per_year', `select coalesce(v.document ->> 'siteId', '') as key, count(*) as numerator, null as denominator from ${DOCUMENTS} where ${EFFECTIVE} group by 1`]],
    procedure: [['items_per_year', `select i.procedure as key, count(*) as numerator, null as denominator from aeo.declarations d join aeo.declaration_items i on i.operator_id = d.operator_id and i.declaration_id = d.id where ${EFFECTIVE} group by 1`]]
  }
  for (const [group, cases] of Object.entries(KEYS)) {
    for (const [name, query] of cases) {
      const [kpi] = await kpis(`names: ["${name}"], from: "${FROM}", to: "${TO}", by: [${group}]`)
      if (kpi === undefined) throw new Error(name)
      const rows = await raw<RawFigure & { key: string }>(query, [operatorId, FROM, TO])
      t.ok(rows.length > 1, `${group} has several keys`)
      t.strictSame(kpi.figures.map(({ key, value }) => [key ?? '', value]), rows.map((row) => [row.key, wanted(kpi, row)] as const).toSorted(([a], [b]) => a < b ? -1 : 1), `${name} by ${group}`)
      t.equal(kpi.figures.reduce((sum, { numerator }) => sum + Number(numerator), 0), Number(kpi.value.numerator))
      const [monthly] = await kpis(`names: ["${name}"], from: "${FROM}", to: "${TO}", by: [month, ${group}]`)
      for (const { key } of kpi.figures) {
        const whole = kpi.figures.find((figure) => figure.key === key)?.numerator
        t.equal(monthly?.figures.filter((figure) => figure.key === key).reduce((sum, { numerator }) => sum + Number(numerator ?? 0), 0), Number(whole ?? 0), `months of ${key}`)
      }
    }
  }
})

t.test('a period without anything is no data, and no zero', async (t) => {
  const found = await kpis('names: ["declarations_per_year", "first_time_right_rate", "bti_mismatch_count", "freight_missing_rate", "error_rate_value"], from: "1999-01-01", to: "1999-12-31", by: [month]')
  for (const { name, value, figures } of found) {
    t.match(value, { outcome: 'no_data', value: null }, name)
    t.equal(figures.length, 12)
    t.ok(figures.every((figure) => figure.outcome === 'no_data' && figure.value === null && Number(figure.denominator ?? 0) === 0), name)
  }
})

t.test('the number of statements does not depend on what is asked', async (t) => {
  const all = await statementsOf(facts.db, async () => await kpis(`from: "${FROM}", to: "${LATEST}"`))
  const sources = all.length - 2
  t.ok(sources >= 8 && sources <= 55, `${sources} sources`)
  t.ok(all.length - new Set(all).size <= 4, 'each source is asked once; who worked where is read for two of them, of different days')
  t.equal((await statementsOf(facts.db, async () => await kpis(`from: "2017-01-01", to: "${LATEST}", by: [month]`))).length <= all.length, true, 'for ten years by month as well')
  const shared = 'names: ["bti_mismatch_count", "proof_expired_count", "add_missing_code_count", "licence_missing_count"]'
  t.equal((await statementsOf(facts.db, async () => await kpis(`${shared}, from: "${FROM}", to: "${TO}", by: [month]`))).length, 4, 'four figures of two sources')
  t.equal((await statementsOf(facts.db, async () => await kpis(`names: ["first_time_right_rate"], from: "${FROM}", to: "${TO}", by: [month, representative]`))).length, 3)
})

t.test('what cannot be asked is refused where it stands, with what could be', async (t) => {
  const fault = async (words: string): Promise<unknown> => (await ask(`{ kpis(${words}) { name } }`)).errors?.[0]?.extensions['errors']
  const days = 'from: "2026-01-01", to: "2026-12-31"'
  t.match(await fault(`names: ["first_time_right_rate", "happiness"], ${days}`), [{ pointer: '/names/1', hint: /kpiCatalogue/ }])
  t.match(await fault(`names: ["first_time_right_rate"], ${days}, by: [procedure]`), [{ pointer: '/names/0', detail: /procedure/, hint: /month, unit, representative/ }])
  t.match(await fault(`${days}, by: [unit, procedure]`), [{ pointer: '/by', hint: /optionally with month/ }])
  t.match(await fault(`${days}, by: [month, month]`), [{ pointer: '/by' }])
  t.match((await ask('{ kpis(from: "2026-02-30", to: "2026-12-31") { name } }')).errors, [{ extensions: { type: /problems/ } }])
  t.match(await fault('from: "2026-12-31", to: "2026-01-01"'), [{ pointer: '/to', detail: /before from/ }])
  t.match(await fault('from: "2010-01-01", to: "2026-01-01"'), [{ pointer: '/to', hint: /ten years/ }])
  t.equal(await fault(`${days}, by: [procedure]`), undefined, 'without names, those that can be asked so are answered')
})

t.test('another operator sees nothing of it, and who may not read reports is refused', async (t) => {
  const query = `{ kpis(from: "${FROM}", to: "${LATEST}") { state value { outcome } } }`
  const { data } = await ask(query, { operator: OTHER_OPERATOR })
  t.ok((data['kpis'] as { value: { outcome: string } }[]).every(({ value }) => value.outcome === 'no_data'))
  t.match((await ask(query, { scope: 'findings:read declarations:read' })).errors, [{ extensions: { type: '/problems/forbidden', requiredScope: 'reporting:read' } }])
})
