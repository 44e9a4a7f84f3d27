import { v5 as uuidV5 } from 'uuid'
import type { Principal } from '../../../platform/access.ts'
import { utcDay } from '../../../platform/calendar.ts'
import { withOperator } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { changeAll, checkedContent, lockRecords, saveRecords } from '../../../platform/keeping/keep-records.ts'
import type { KeepDeps } from '../../../platform/keeping/keep-records.ts'
import type { Content } from '../../../platform/keeping/record-kind.ts'
import { findByKeys } from '../../../platform/keeping/record-store.ts'
import { invalidRequest, Problem } from '../../../platform/problem.ts'
import type { Fault } from '../../../platform/problem.ts'
import { coursesByActivity } from '../../courses/course-store.ts'
import type { TrainingDeps } from '../../deps.ts'
import { recordDeps } from '../../kept-kinds.ts'
import { statementConflict } from '../../problems.ts'
import { revoked } from '../revoke-record.ts'
import { TRAINING_RECORD } from '../training-record.ts'
import { saysTheSame, statementFaults } from './as-record.ts'
import { completedOnDays, keptOfStatements } from './statement-store.ts'
import { toldBy } from './statement.ts'
import type { Completion, Statement, Told, Voiding } from './statement.ts'

/** Statements of learning systems, taken as training records; all of a request, or none. */

/** Namespace of the ids of statements that came without one. */
const WITHOUT_ID = '5b1c9a0e-6c5d-4f43-9d8e-0b8a3f0c7e21'

type Numbered<T> = T & { readonly at: string }
type Named<T> = Numbered<T> & { readonly id: string }

/** @param pointer where each statement stands in the request. @throws invalid-request; xapi-statement-conflict. @returns the ids, in order. */
export function pushStatements (deps: TrainingDeps, principal: Principal, statements: readonly Statement[], pointer: (index: number) => string): Promise<string[]> {
  return withOperator(deps.db, principal, TRAINING_RECORD.scopes.write, async (tx) => {
    const told = statements.map((statement, index) => ({ at: pointer(index), ...toldBy(statement, pointer(index), utcDay(tx.at)) }))
    refuseAny(told.flatMap((one) => 'faults' in one ? one.faults : []))
    const all = told.filter((one): one is Numbered<Told> => !('faults' in one))
    const kept = recordDeps(deps, 'xapi')
    await lockRecords(tx, kept, TRAINING_RECORD)
    const { contents, ids } = await namedContents(tx, deps, statements, all)
    await keepCompletions(tx, kept, contents)
    await voidRecords(tx, kept, all.flatMap((one, index) => one.kind === 'void' ? [{ ...one, id: ids[index] ?? '' }] : []))
    return ids
  }, deps.clock)
}

interface NamedContent { readonly at: string, readonly id: string, readonly dated: boolean, readonly content: Content }

/** Each completion as a record would say it, and the id of each statement. */
async function namedContents (tx: OperatorTx, deps: TrainingDeps, statements: readonly Statement[], all: readonly Numbered<Told>[]): Promise<{ contents: NamedContent[], ids: string[] }> {
  const completions = all.filter((one): one is Numbered<Completion> => one.kind === 'completion')
  const courses = await coursesByActivity(tx, [...new Set(completions.map(({ activity }) => activity))])
  const people = await deps.peopleNamed(tx, {
    accounts: [...new Set(completions.flatMap(({ actor }) => 'account' in actor ? [actor.account] : []))],
    mails: [...new Set(completions.flatMap(({ actor }) => 'mail' in actor ? [actor.mail] : []))]
  })
  const faults: Fault[] = []
  const contents: NamedContent[] = []
  const ids = all.map((one, index): string => {
    if (one.kind === 'void') return one.id ?? uuidV5(JSON.stringify(['void', one.target]), WITHOUT_ID)
    const [person, another] = ('account' in one.actor ? people.byAccount.get(one.actor.account) : people.byMail.get(one.actor.mail)) ?? []
    const course = courses.get(one.activity)
    if (person === undefined || another !== undefined) faults.push({ pointer: `${one.at}/actor`, detail: person === undefined ? 'is no person of yours' : 'is more than one person', hint: person === undefined ? 'Name the person by pseudonym, or by the subject or mail address that stands at PATCH /v1/people/{id}/contact' : 'Two people have this mail address in their contact data: name the one by pseudonym, or correct the other' })
    if (course === undefined) faults.push({ pointer: `${one.at}/object/id`, detail: 'is the activity of no course', hint: 'Give the course its activity with PATCH /v1/training/courses/{ref}' })
    if (person === undefined || course === undefined) return ''
    const id = one.id ?? uuidV5(JSON.stringify([person, course, statements[index]?.verb.id, one.told]), WITHOUT_ID)
    contents.push({ at: one.at, id, dated: one.dated, content: statementFaults(one.at, () => checkedContent(TRAINING_RECORD, { reference: `xapi:${id}`, person, course, completedOn: one.completedOn, result: one.result, score: one.score, hours: one.hours, validUntil: one.validUntil }, tx.at)) })
    return id
  })
  refuseAny(faults)
  return { contents, ids }
}

/** Those that are new; one that was taken before is left as it is, also when it was corrected since. @throws xapi-statement-conflict. */
async function keepCompletions (tx: OperatorTx, deps: KeepDeps, contents: readonly NamedContent[]): Promise<void> {
  const taken = new Map<string, Content>(await keptOfStatements(tx, contents.map(({ content }) => String(content['reference']))))
  const fresh: NamedContent[] = []
  for (const one of contents) {
    const before = taken.get(String(one.content['reference']))
    if (before === undefined) fresh.push(one)
    else if (!saysTheSame(before, one.dated ? one.content : { ...one.content, completedOn: before['completedOn'] ?? null })) throw statementConflict('Nothing of the request was taken.', { errors: [{ pointer: `${one.at}/id`, detail: 'is that of a statement that says something else', hint: 'Void that one, and send the new one under an id of its own' }] })
    taken.set(String(one.content['reference']), before ?? one.content)
  }
  if (fresh.length === 0) return
  const counted = new Set((await completedOnDays(tx, fresh.map(({ content }) => content))).map(keyOfHours))
  const saved = await saveRecords(tx, deps, TRAINING_RECORD, fresh.map(({ content }) => withHours(content, counted)), 'single')
  for (const [index, outcome] of saved.entries()) if (outcome instanceof Problem) statementFaults(fresh[index]?.at ?? '', () => { throw outcome })
}

const keyOfHours = ({ person, course, completedOn }: Content): string => JSON.stringify([person, course, completedOn])

/** Learning systems tell of one completion that it was completed and that it was passed: hours that none of them states count once. */
function withHours (content: Content, counted: Set<string>): Content {
  const key = keyOfHours(content)
  const again = counted.has(key)
  counted.add(key)
  return again && content['hours'] === null ? { ...content, hours: '0' } : content
}

/** A voided record never showed anything; one that never did already stays so. */
async function voidRecords (tx: OperatorTx, deps: KeepDeps, voidings: readonly Named<Voiding>[]): Promise<void> {
  if (voidings.length === 0) return
  const by = new Map(voidings.map(({ id, target }) => [`xapi:${target}`, id]))
  const records = await findByKeys(tx, TRAINING_RECORD, [...by.keys()].map((reference) => ({ reference })))
  const found = new Set(records.map(({ content }) => content['reference']))
  refuseAny(voidings.flatMap(({ at, target }) => found.has(`xapi:${target}`) ? [] : [{ pointer: `${at}/object/id`, detail: 'is no statement that was taken', hint: 'Send the statement before the one that voids it' }]))
  await changeAll(tx, deps, TRAINING_RECORD, records, (content) => content['revokedFrom'] === content['completedOn']
    ? content
    : revoked({ ...content, revokedFrom: null }, { from: String(content['completedOn']), reason: `Voided by xAPI statement ${by.get(String(content['reference'])) ?? ''}` }))
}

function refuseAny (errors: Fault[]): void {
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
}
