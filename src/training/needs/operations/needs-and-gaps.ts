import type { Principal } from '../../../platform/access.ts'
import { daysBetween, isDay, utcDay } from '../../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { openCursor, sealCursor } from '../../../platform/http/pages.ts'
import { readTraining } from '../../loader/read-training.ts'
import { judgePeople } from '../../reports/judge-people.ts'
import { gapNeeds, nameOf } from '../gaps.ts'
import type { GapNeed } from '../gaps.ts'
import { dueOf } from '../model.ts'
import { NEED_RULES } from '../rules.ts'
import type { NeedFilter } from '../store.ts'
import { suggestedCourses } from '../suggested-courses.ts'
import type { SuggestedCourse } from '../suggested-courses.ts'
import { mayShowFigures, needToWire } from '../wire.ts'
import type { Showing } from '../wire.ts'
import type { NeedDeps } from './deps.ts'
import { needPage } from './read-needs.ts'
import { MOST_PEOPLE } from './whole-needs.ts'
import { showingOf } from './answer-need.ts'

/** All that must be learnt: needs that are kept, then those that follow from requirements today. */

export interface NeedsQuery extends NeedFilter {
  readonly first: number
  readonly after?: string | undefined
}

/** As the kept ones, without what only these have. */
export interface GapOnWire {
  readonly id: null
  readonly source: 'gap'
  readonly [field: string]: unknown
}

export interface NeedsPage { readonly nodes: readonly (ReturnType<typeof needToWire> | GapOnWire)[], readonly nextCursor: string | null }

const PURPOSE = 'training needs and gaps'
const ANYTHING = { test: () => true }

/**
 * A page: those that are kept, opened last first, then gaps by unit and topic. With a fixed number of statements; requirements are judged
 * only for a page that reaches them. @throws invalid-request for a cursor of another list, or a day that does not exist.
 */
export function needsAndGaps (deps: Pick<NeedDeps, 'db' | 'clock' | 'workforce' | 'aiUses'>, principal: Principal, { first, after, ...filter }: NeedsQuery): Promise<NeedsPage> {
  return withOperatorReadOnly(deps.db, principal, 'training:read', async (tx) => {
    const [part, key] = after === undefined ? ['kept', ''] : openCursor(PURPOSE, after, [{ test: (text) => text === 'kept' || text === 'gap' }, ANYTHING])
    const showing = showingOf(principal)
    const kept = part === 'kept' && filter.source !== 'gap' ? await needPage(tx, { ...filter, limit: first, ...(key === undefined || key === '' ? {} : { cursor: key }) }) : { items: [], nextCursor: null }
    const nodes = kept.items.map((whole) => needToWire(whole, utcDay(tx.at), showing))
    if (kept.nextCursor !== null) return { nodes, nextCursor: sealCursor(PURPOSE, ['kept', kept.nextCursor]) }
    const gaps = await gapsOf(deps, tx, filter, showing)
    const left = part === 'gap' ? gaps.filter((gap) => nameOf(gap) > (key ?? '')) : gaps
    const shown = left.slice(0, first - nodes.length)
    const courses = await suggestedCourses(tx, shown.map((gap) => ({ ...gap, unit: unitOf(gap) })), utcDay(tx.at))
    const last = shown.at(-1)
    const isMore = left.length > shown.length
    return {
      nodes: [...nodes, ...shown.map((gap, index) => gapToWire(gap, courses[index] ?? null, utcDay(tx.at), showing))],
      nextCursor: isMore ? sealCursor(PURPOSE, last === undefined ? ['gap', ''] : ['gap', nameOf(last)]) : null
    }
  }, deps.clock)
}

/** Null: units put together. */
const unitOf = ({ unit }: Pick<GapNeed, 'unit'>): string | null => unit === '' ? null : unit

async function gapsOf (deps: Pick<NeedDeps, 'workforce' | 'aiUses'>, tx: OperatorTx, { state, source, topic, unit, dueTo }: NeedFilter, { people }: Showing): Promise<GapNeed[]> {
  if (state === 'closed' || (source !== undefined && source !== 'gap') || (dueTo !== undefined && !isDay(dueTo))) return []
  const today = utcDay(tx.at)
  // Which units and topics are put together depends on all of them: narrowed to one first, its figures would tell of the others.
  const [there, topics] = people ? [unit, topic === undefined ? undefined : [topic]] : []
  const judged = await judgePeople(await readTraining(tx, deps, { days: [today], unit: there, topics }), today, { topics })
  return gapNeeds(judged, people).filter((gap) => (unit === undefined || gap.unit === unit) && (topic === undefined || gap.topic === topic) &&
    (dueTo === undefined || dueOf(NEED_RULES, gap.severity, gap.since) <= dueTo))
}

function gapToWire (gap: GapNeed, suggestedCourse: SuggestedCourse | null, today: string, showing: Showing): GapOnWire {
  const { topic, level, severity, since, people, required } = gap
  const dueOn = dueOf(NEED_RULES, severity, since)
  const isShown = mayShowFigures(required, showing)
  return {
    id: null, source: 'gap', topic, level, unit: unitOf(gap), severity, state: 'open', openedOn: since, dueOn, overdue: dueOn < today, ageDays: daysBetween(since, today), ownerPosition: null,
    reason: isShown ? `${people.length} of ${required} people there have not shown what is required of them.` : 'Not everybody there has shown what is required.',
    closedOn: null, closedBecause: null, closingReason: null, effectCheckOn: null, rulesRelease: null, evidenceFrom: null, evidenceTo: null, figures: [], roles: [], references: [], evidence: [], evidenceCount: 0,
    suggestedCourse, peopleCount: isShown ? people.length : null, people: people.slice(0, MOST_PEOPLE.ofMany).map((person) => ({ person, level })), closingRecords: []
  }
}
