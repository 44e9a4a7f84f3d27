import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { TrainingDeps } from '../deps.ts'
import { withOwnTopics } from '../competence/catalogue.ts'
import type { AiUse } from '../competence/ai-use.ts'
import type { Topic, TopicCatalogue } from '../competence/catalogue.ts'
import type { OwnRequirement, PersonOnDay } from '../competence/requirements.ts'
import type { Shown } from '../competence/shown.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import { readShown } from './shown-records.ts'
import type { Workforce } from './workforce.ts'

/** All that decides who must know what on some days, and who does: read at once, judged by the pure core. */

export interface TrainingScope {
  /** At least one; in any order. */
  readonly days: readonly string[]
  /** Only these people; everybody without. */
  readonly people?: readonly string[] | undefined
  /** Only people in or under this unit on the day. */
  readonly unit?: string | undefined
  /** Only people who hold this position on the day. */
  readonly position?: string | undefined
  /** Only some of these, in the order of pseudonyms. */
  readonly page?: { readonly after?: string | undefined, readonly limit: number } | undefined
  /** Only these topics; all without. */
  readonly topics?: readonly string[] | undefined
}

export interface TrainingFacts {
  /** Those asked for who hold a position on the day. */
  readonly peopleOn: (day: string) => readonly PersonOnDay[]
  readonly workforce: Workforce
  readonly own: readonly OwnRequirement[]
  /** Of AI systems, where what that asks is asked about. */
  readonly uses: readonly AiUse[]
  /** By person; whoever has shown nothing is not in it. */
  readonly shown: ReadonlyMap<string, readonly Shown[]>
  readonly catalogue: TopicCatalogue
}

/** What reading training asks of others. */
export type TrainingSources = Pick<TrainingDeps, 'workforce' | 'aiUses'>

/** Seven statements, however many people and topics; six where AI literacy is none of these. */
export async function readTraining (tx: OperatorTx, { workforce: ask, aiUses }: TrainingSources, scope: TrainingScope): Promise<TrainingFacts> {
  const inOrder = scope.days.toSorted()
  const [first, last] = [inOrder[0], inOrder.at(-1)]
  if (first === undefined || last === undefined) throw new Error('Training is asked on no day')
  const workforce = await ask(tx, { from: first, to: last }, scope.people)
  const peopleOn = choose(workforce, scope)
  const people = peopleOn === workforce.on ? scope.people : [...new Set(inOrder.flatMap((day) => peopleOn(day).map(({ person }) => person)))]
  const [own, shown, catalogue] = [await readOwnRequirements(tx, last), await readShown(tx, { first, last, people, topics: scope.topics }), await readCatalogue(tx)]
  const isAsked = scope.topics === undefined || scope.topics.includes(catalogue.aiUse.topic)
  return { peopleOn, workforce, own, shown, catalogue, uses: isAsked ? await aiUses(tx, last) : [] }
}

function choose ({ on }: Workforce, { unit, position, page }: TrainingScope): TrainingFacts['peopleOn'] {
  if (unit === undefined && position === undefined && page === undefined) return on
  return (day) => {
    const found = on(day).filter(({ units, positions }) => (unit === undefined || units.includes(unit)) && (position === undefined || positions.some(({ code }) => code === position)))
    return page === undefined ? found : found.filter(({ person }) => page.after === undefined || person > page.after).slice(0, page.limit)
  }
}

/** All that began by the day: since when something is required follows from those before. */
export async function readOwnRequirements (tx: OperatorTx, day: string): Promise<OwnRequirement[]> {
  return await tx.query<OwnRequirement>(`select r.id, r.code, r.person, r.position, r.unit, r.topic, r.level, r.refresher_months as "refresherMonths", r.grace_days as "graceDays",
      r.legal_source as "legalSource", r.severity, r.valid_from as "validFrom", r.valid_to as "validTo"
    from aeo.training_requirements r where r.operator_id = $1 and r.valid_from <= $2::date order by r.valid_from, r.id`, [tx.operatorId, day])
}

/** The catalogue with the operator's own topics. */
export const readCatalogue = async (tx: OperatorTx): Promise<TopicCatalogue> => withOwnTopics(SHIPPED_CATALOGUE, await readOwnTopics(tx))

async function readOwnTopics (tx: OperatorTx): Promise<Topic[]> {
  const rows = await tx.query<Pick<Topic, 'code' | 'name' | 'kind' | 'refresherMonths'>>(`select t.code, t.name, t.kind, t.refresher_months as "refresherMonths"
    from aeo.training_topics t where t.operator_id = $1 order by t.code`, [tx.operatorId])
  return rows.map((row) => ({ ...row, number: null, legalSource: null, requiredFrom: null, requiredFromSource: null }))
}
