import { setImmediate } from 'node:timers/promises'
import { addDays } from '../../platform/calendar.ts'
import type { CountedAcknowledgement } from './acknowledgement-store.ts'
import { dutiesOn } from './duties.ts'
import type { InformationDuty } from './duties.ts'
import type { Message } from './message-store.ts'

/** Duties of many messages: a message between two turns of the event loop, since thousands of people and hundreds of messages at once would hold up everybody else. */

type Workforce = Parameters<typeof dutiesOn>[2]

export interface MessageDuties { readonly message: Message, readonly duties: InformationDuty[] }

/** @param made acknowledgements by message. @param workforce of the day. */
export async function * judgeDuties (messages: readonly Message[], made: ReadonlyMap<string, readonly CountedAcknowledgement[]>, workforce: Workforce, day: string): AsyncGenerator<MessageDuties> {
  for (const message of messages) {
    yield { message, duties: dutiesOn(message, made.get(message.id) ?? [], workforce, day) }
    await setImmediate()
  }
}

export interface Reminder extends InformationDuty { readonly message: Message }

/** Day, message and person: the order of reminders. */
export const reminderKey = ({ dueOn, message, person }: Reminder): [dueOn: string, message: string, person: string] => [dueOn, message.id, person]

/** What is still owed and due within some days or overdue, first due first, behind a key: the first of it, so many, whatever there is. */
export async function firstReminders (judged: AsyncIterable<MessageDuties>, { day, dueWithinDays, after, limit }: { readonly day: string, readonly dueWithinDays: number, readonly after: readonly string[] | undefined, readonly limit: number }): Promise<Reminder[]> {
  const lastDue = addDays(day, dueWithinDays)
  let first: Reminder[] = []
  for await (const { message, duties } of judged) {
    const owed = duties.filter(({ state, dueOn }) => state !== 'acknowledged' && dueOn <= lastDue).map((duty): Reminder => ({ ...duty, message }))
    first = [...first, ...after === undefined ? owed : owed.filter((reminder) => compareKeys(reminderKey(reminder), after) > 0)].toSorted((a, b) => compareKeys(reminderKey(a), reminderKey(b))).slice(0, limit)
  }
  return first
}

function compareKeys (a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index])
  return at === -1 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1
}
