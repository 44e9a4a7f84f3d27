import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { latestDay } from '../platform/keeping/record-kind.ts'
import type { KeepDeps, NamedThing, Stated } from '../platform/keeping/keep-records.ts'
import { coursesByCode, holdCourses } from './courses/course-store.ts'
import type { TrainingDeps } from './deps.ts'
import { changedRecords } from './records/changed-records.ts'
import { statedAgain } from './personal/stated-again.ts'
import { completeRecord } from './records/complete-record.ts'
import { settleRecords } from './records/settle-records.ts'
import { TRAINING_RECORD } from './records/training-record.ts'
import type { Source } from './records/training-record.ts'
import { TRAINING_REQUIREMENT, withoutReason } from './requirements/training-requirement.ts'
import { reviewersConcerned } from './reviewers/reviewers-concerned.ts'
import { completeSession } from './sessions/complete-session.ts'
import { sessionsByCode, sessionsWithRecords } from './sessions/session-store.ts'
import { procedures, TOPIC } from './topics/known-topics.ts'

/** What keeping the kinds of training asks: which names are known, and what follows from courses and sessions. */

const COURSE: NamedThing = { known: async (tx, codes) => new Set((await coursesByCode(tx, codes)).keys()), detail: 'is no course of yours', hint: 'Give the code of a course that is recorded under /v1/training/courses' }
const SESSION: NamedThing = { known: async (tx, codes) => new Set((await sessionsByCode(tx, codes)).keys()), detail: 'is no session of yours', hint: 'Give the code of a session that is recorded under /v1/training/sessions' }

/** Everything that a requirement, a session or a record may name. */
export const namedThings = ({ knownUnits, knownSites, knownPositions, knownPeople }: Pick<TrainingDeps, 'knownUnits' | 'knownSites' | 'knownPositions' | 'knownPeople'>): Record<string, NamedThing> => ({
  course: COURSE,
  session: SESSION,
  topic: TOPIC,
  unit: { known: knownUnits, detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' },
  site: { known: knownSites, detail: 'is no site of yours', hint: 'Give the code of a site that is recorded under /v1/sites' },
  position: { known: knownPositions, detail: 'is no position of yours', hint: 'Give the code of a position that is recorded under /v1/positions' },
  person: { known: knownPeople, detail: 'is no person of yours', hint: 'Give the pseudonym of a person who is recorded under /v1/people' }
})

const namesOf = (stated: readonly Stated[], field: string): string[] =>
  [...new Set(stated.flatMap(({ before, after }) => [before?.[field], after[field]]).filter((name) => typeof name === 'string'))]

export const sessionDeps = (deps: TrainingDeps): KeepDeps => ({
  db: deps.db, clock: deps.clock, holds: deps.holds, named: namedThings(deps),
  settle: async () => { /* nothing rests on sessions but what names them */ },
  complete: async (tx, stated) => {
    const courses = await holdCourses(tx, namesOf(stated, 'course'))
    const withRecords = await sessionsWithRecords(tx, namesOf(stated, 'code'))
    return stated.map((one) => completeSession({ courses, withRecords, today: latestDay(tx.at) }, one))
  }
})

export const requirementDeps = (deps: TrainingDeps): KeepDeps => ({
  db: deps.db, clock: deps.clock, holds: deps.holds, named: namedThings(deps),
  settle: async (tx, changes) => { await deps.demandsChanged(tx, await reviewersConcerned(tx, deps, changes)) },
  complete: async (tx, stated) => {
    const erased = await deps.erasedPeople(tx, namesOf(stated, 'person'))
    return stated.map((one) => statedAgain(TRAINING_REQUIREMENT, erased, one) ?? withoutReason(erased, one) ?? one.after)
  }
})

/** @param from how new records come, where it is neither one by itself nor a file. */
export const recordDeps = (deps: TrainingDeps, from?: Source): KeepDeps => ({
  db: deps.db, clock: deps.clock, holds: deps.holds, named: namedThings(deps),
  settle: async (tx, changes) => { await settleRecords(deps, tx, changedRecords(changes)) },
  complete: async (tx, stated, way) => await completeRecords(deps, tx, stated, from ?? way)
})

async function completeRecords ({ erasedPeople }: TrainingDeps, tx: OperatorTx, stated: readonly Stated[], source: Source): ReturnType<NonNullable<KeepDeps['complete']>> {
  const sessions = await sessionsByCode(tx, namesOf(stated, 'session'))
  const courses = await holdCourses(tx, [...new Set([...namesOf(stated, 'course'), ...[...sessions.values()].map(({ course }) => course)])])
  const read = await procedures(tx, namesOf(stated, 'topic'))
  const erased = await erasedPeople(tx, namesOf(stated, 'person'))
  return stated.map((one) => statedAgain(TRAINING_RECORD, erased, one) ?? completeRecord({ courses, sessions, procedures: read, source }, one))
}
