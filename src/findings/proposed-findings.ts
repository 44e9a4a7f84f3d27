import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** What was found wrong of what AI systems proposed and of what people did. */

export interface ProposedFindings {
  /** Code of the unit; '' where there is none. */
  readonly unit: string
  readonly pillar: string
  /** AI system and version that proposed the element; null of all together, whoever proposed, less what doubts no proposal. */
  readonly proposer: { readonly system: string, readonly version: string } | null
  /** Findings of severity error or warning, and those of them that people decided; of proposals those alone that contest them. */
  readonly raised: number
  readonly decided: number
  /** Items of which one that contests the element was confirmed, each once. */
  readonly wrong: number
}

interface TotalRow { dimension: 'unit_pillar' | 'ai_proposed', key: string, raised: number, decided: number }
interface WrongRow { unit: string, pillar: string, proposer: string | null, wrong: number }
interface Span { readonly from: string, readonly to: string }

const TOTALS = `select t.dimension, t.key, sum(t.opened)::float8 as raised, sum(t.confirmed + t.dismissed)::float8 as decided
  from unnest(array['unit_pillar', 'ai_proposed']) as d (dimension)
    cross join lateral (select * from aeo.finding_totals o where o.operator_id = $1 and o.dimension = d.dimension and o.day between $2::date and $3::date and o.severity in ('error', 'warning') offset 0) t
  group by 1, 2 having sum(t.opened) <> 0 or sum(t.confirmed + t.dismissed) <> 0`

/** Findings without a check stand under their source. */
const isCheck = (name: string): boolean => /^[A-Z]/.test(name)

/** People decided each, so there are never very many. */
const WRONG = `select coalesce(f.org_unit_id, '') as unit, f.pillar, f.proposed_by as proposer, count(distinct (f.declaration_id, f.item_number))::float8 as wrong
  from (select * from aeo.findings o where o.operator_id = $1 and o.decision = 'confirmed' and o.counted_on between $2::date and $3::date offset 0) f
  where f.severity in ('error', 'warning') and f.declaration_id is not null and f.item_number is not null and (f.check_id is null or f.pillar || ' ' || f.check_id = any($4::text[]))
  group by 1, 2, grouping sets ((f.proposed_by), ()) having grouping(f.proposed_by) = 1 or f.proposed_by is not null`

/**
 * Of findings on declarations of these days: of all (`proposer` null), and of those among them that an AI system's proposals led to. What
 * it costs depends on the days and on what people confirmed, not on the number of declarations or proposals. Two statements.
 *
 * @param contesting checks that doubt an element itself, by pillar. Others say nothing of who proposed it, or, as one that asks who decided
 *   on a proposal, can hit no item of people's. What people, customs and samples found always counts.
 */
export async function proposedFindings (tx: OperatorTx, { from, to }: Span, contesting: Readonly<Record<string, readonly string[]>>): Promise<ProposedFindings[]> {
  const groups = new Map<string, ProposedFindings>()
  const add = (unit: string, pillar: string, proposer: ProposedFindings['proposer'], { raised = 0, decided = 0, wrong = 0 }: Partial<Pick<ProposedFindings, 'raised' | 'decided' | 'wrong'>>): void => {
    const name = JSON.stringify([unit, pillar, proposer])
    const known = groups.get(name) ?? { unit, pillar, proposer, raised: 0, decided: 0, wrong: 0 }
    groups.set(name, { ...known, raised: known.raised + raised, decided: known.decided + decided, wrong: known.wrong + wrong })
  }
  for (const { dimension, key, raised, decided } of await tx.query<TotalRow>(TOTALS, [tx.operatorId, from, to])) {
    if (dimension === 'ai_proposed') {
      const [unit = '', pillar = '', system = '', version = '', check = ''] = JSON.parse(key) as string[]
      if (isCheck(check) && contesting[pillar]?.includes(check) !== true) add(unit, pillar, null, { raised: -raised, decided: -decided })
      else add(unit, pillar, { system, version }, { raised, decided })
    } else add(key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1), null, { raised, decided })
  }
  for (const { unit, pillar, proposer, wrong } of await tx.query<WrongRow>(WRONG, [tx.operatorId, from, to, Object.entries(contesting).flatMap(([pillar, checks]) => checks.map((check) => `${pillar} ${check}`))])) {
    const [system = '', version = ''] = proposer === null ? [] : JSON.parse(proposer) as string[]
    add(unit, pillar, proposer === null ? null : { system, version }, { wrong })
  }
  return [...groups.values()]
}

export interface AiFindings {
  /** YYYY-MM; null when the period is one. */
  readonly month: string | null
  readonly opened: number
  readonly confirmed: number
  /** Of these, those on an element that an AI system proposed. */
  readonly aiOpened: number
  readonly aiConfirmed: number
}

/** How many of the findings are of what AI proposed, whatever their severity; a month without findings has no entry. One statement. */
export async function aiFindings (tx: OperatorTx, { from, to }: Span, byMonth: boolean): Promise<AiFindings[]> {
  return await tx.query<AiFindings>(`select case when $4 then to_char(t.day, 'YYYY-MM') end as month,
      coalesce(sum(t.opened) filter (where t.dimension = 'all'), 0)::float8 as opened, coalesce(sum(t.confirmed) filter (where t.dimension = 'all'), 0)::float8 as confirmed,
      coalesce(sum(t.opened) filter (where t.dimension = 'ai_proposed'), 0)::float8 as "aiOpened", coalesce(sum(t.confirmed) filter (where t.dimension = 'ai_proposed'), 0)::float8 as "aiConfirmed"
    from unnest(array['all', 'ai_proposed']) as d (dimension)
      cross join lateral (select * from aeo.finding_totals o where o.operator_id = $1 and o.dimension = d.dimension and o.day between $2::date and $3::date offset 0) t
    group by 1 order by 1`, [tx.operatorId, from, to, byMonth])
}
