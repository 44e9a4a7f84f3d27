import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import * as acknowledgements from './acknowledgement-store.ts'
import type { Acknowledgement } from './acknowledgement-store.ts'
import type { MessageDeps } from './deps.ts'
import type { InformationDuty } from './duties.ts'
import { dayFaults, refuse } from './issue-message.ts'
import { firstReminders, judgeDuties, reminderKey } from './judge-duties.ts'
import type { MessageDuties, Reminder } from './judge-duties.ts'
import * as store from './message-store.ts'
import type { Message, MessageFilter } from './message-store.ts'
import { loginUnknown, messageNotFound } from './problems.ts'

/** Reading messages, and who has acknowledged them. */

interface Page<T> { readonly items: T[], readonly nextCursor: string | null }
interface PageQuery { readonly limit?: number | undefined, readonly cursor?: string | undefined }

const MESSAGES = 'training messages'

/** Issued last first. @throws invalid-request. */
export function listMessages ({ db }: MessageDeps, principal: Principal, query: MessageFilter & PageQuery): Promise<Page<Message>> {
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => await messagePage(tx, query))
}

async function messagePage (tx: OperatorTx, { limit = DEFAULT_PAGE, cursor, ...filter }: MessageFilter & PageQuery): Promise<Page<Message>> {
  refuse(dayFaults({ from: filter.from, to: filter.to, on: filter.on }))
  const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listMessages(tx, filter, most, startOf(cursor)))
  const last = items.at(-1)
  return { items, nextCursor: more && last !== undefined ? sealCursor(MESSAGES, [last.issuedOn, last.id]) : null }
}

function startOf (cursor: string | undefined): { day: string, id: string } | undefined {
  const [day, id] = cursor === undefined ? [] : openCursor(MESSAGES, cursor, [DAY_KEY, UUID_KEY])
  return day === undefined || id === undefined ? undefined : { day, id }
}

/** @throws training-message-not-found. */
export function findMessage ({ db }: MessageDeps, principal: Principal, id: string): Promise<Message> {
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => await messageOf(tx, id))
}

async function messageOf (tx: OperatorTx, id: string): Promise<Message> {
  const message = await store.findMessage(tx, id)
  if (message === undefined) throw messageNotFound('No message of yours has this id.')
  return message
}

const ACKNOWLEDGEMENTS = 'training acknowledgements'

/** Revoked ones too, in the order of recording. @throws training-message-not-found. */
export function listAcknowledgements ({ db }: MessageDeps, principal: Principal, id: string, { limit = DEFAULT_PAGE, cursor }: PageQuery): Promise<Page<Acknowledgement>> {
  const [after] = cursor === undefined ? [] : openCursor(ACKNOWLEDGEMENTS, cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, 'training:personal', async (tx) => {
    await messageOf(tx, id)
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await acknowledgements.listAcknowledgements(tx, id, most, after))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(ACKNOWLEDGEMENTS, [last.id]) : null }
  })
}

/** Duties of messages on a day, with as many statements for many messages as for one. @param person only hers. */
async function judge (deps: MessageDeps, tx: OperatorTx, messages: readonly Message[], day: string, person?: string): Promise<AsyncGenerator<MessageDuties>> {
  const made = await acknowledgements.acknowledgementsOf(tx, messages.map(({ id }) => id), day, person)
  const workforce = messages.length === 0 ? [] : (await deps.workforce(tx, { from: day, to: day }, person === undefined ? undefined : [person])).on(day)
  return judgeDuties(messages, made, workforce, day)
}

async function dutiesOf (...asked: Parameters<typeof judge>): Promise<MessageDuties[]> {
  const found: MessageDuties[] = []
  for await (const one of await judge(...asked)) found.push(one)
  return found
}

export interface DutyQuery { readonly on?: string | undefined, readonly state?: InformationDuty['state'] | undefined }

const DUTIES = 'training message duties'
const PSEUDONYM = { test: (text: string) => text.length > 0 && text.length <= 200 && text.isWellFormed() && !text.includes('\0') }

/** Who has acknowledged a message on a day, and who has not, by pseudonym. @throws training-message-not-found; invalid-request. */
export function listDuties (deps: MessageDeps, principal: Principal, id: string, { on, state, limit = DEFAULT_PAGE, cursor }: DutyQuery & PageQuery): Promise<Page<InformationDuty>> {
  refuse(dayFaults({ on }))
  const [after] = cursor === undefined ? [] : openCursor(DUTIES, cursor, [PSEUDONYM])
  return withOperatorReadOnly(deps.db, principal, 'training:personal', async (tx) => {
    const [found] = await dutiesOf(deps, tx, [await messageOf(tx, id)], on ?? utcDay(deps.clock()))
    const rest = (found?.duties ?? []).filter((duty) => (state === undefined || duty.state === state) && (after === undefined || duty.person > after))
    const items = rest.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rest.length > limit && last !== undefined ? sealCursor(DUTIES, [last.person]) : null }
  })
}

/** Messages in force on a day, with their duties. @throws invalid-request. */
export function readInformationDuties (deps: MessageDeps, principal: Principal, { on, ...query }: Pick<MessageFilter, 'on' | 'kind'> & PageQuery): Promise<{ readonly items: MessageDuties[], readonly nextCursor: string | null, readonly day: string }> {
  const day = on ?? utcDay(deps.clock())
  return withOperatorReadOnly(deps.db, principal, 'training:read', async (tx) => {
    const { items, nextCursor } = await messagePage(tx, { ...query, on: day })
    return { items: await dutiesOf(deps, tx, items, day), nextCursor, day }
  })
}

/** Messages are read whole for reminders: more than this many in force at once are not reminded of. */
const MOST_IN_FORCE = 1000
const REMINDERS = 'training message reminders'

/** Who still owes what on a day, due within some days or overdue: first due first. @throws invalid-request. */
export function listReminders (deps: MessageDeps, principal: Principal, { on, dueWithinDays = 7, limit = DEFAULT_PAGE, cursor }: { readonly on?: string | undefined, readonly dueWithinDays?: number | undefined } & PageQuery): Promise<Page<Reminder>> {
  refuse(dayFaults({ on }))
  const after = cursor === undefined ? undefined : openCursor(REMINDERS, cursor, [DAY_KEY, UUID_KEY, PSEUDONYM])
  return withOperatorReadOnly(deps.db, principal, 'training:personal', async (tx) => {
    const day = on ?? utcDay(deps.clock())
    const messages = await store.listMessages(tx, { on: day }, MOST_IN_FORCE)
    const found = await firstReminders(await judge(deps, tx, messages, day), { day, dueWithinDays, after, limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: found.length > limit && last !== undefined ? sealCursor(REMINDERS, reminderKey(last)) : null }
  })
}

export interface OwnMessage { readonly message: Message, readonly owed: boolean, readonly dueOn: string | null, readonly acknowledgedOn: string | null }

/**
 * What the person of the token's login owes today or has acknowledged, of the messages in force; issued last first. A page may hold fewer
 * than asked for, since whom a message is for is found after it was read.
 * @throws training-login-unknown.
 */
export function listOwnMessages (deps: MessageDeps, principal: Principal, query: PageQuery): Promise<Page<OwnMessage>> {
  startOf(query.cursor)
  return withOperatorReadOnly(deps.db, principal, 'training:acknowledge', async (tx) => {
    const day = utcDay(deps.clock())
    const person = await deps.personOfSubject(tx, principal.subject)
    if (person === undefined) throw loginUnknown('Whose messages they would be is not known.')
    const { items, nextCursor } = await messagePage(tx, { ...query, on: day })
    const own = (await dutiesOf(deps, tx, items, day, person)).flatMap(({ message, duties: [duty] }) => duty === undefined ? [] : [{ message, owed: duty.state !== 'acknowledged', dueOn: duty.dueOn, acknowledgedOn: duty.acknowledgedOn }])
    return { items: own, nextCursor }
  })
}
