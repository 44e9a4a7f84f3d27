import t from 'tap'
import type { Message } from '../../../src/training/messages/message-store.ts'
import { firstReminders, judgeDuties, reminderKey } from '../../../src/training/messages/judge-duties.ts'
import { personWith } from '../reports/people.ts'

const DAY = '2026-06-30'
const people = Array.from({ length: 40 }, (_, index) => personWith(`P${String(index).padStart(2, '0')}`, 'A', []).person)
const message = (number: number, changes: Partial<Message> = {}): Message => ({
  id: `M${number}`, kind: 'other', title: 'x', text: 'x', documentReference: null, documentSha256: null, issuedOn: '2026-06-01', dueOn: `2026-07-0${number}`, withdrawnOn: null, recordedAt: new Date(0), revision: 1,
  audience: { all: true, units: [], positions: [], responsibilities: [], people: [] }, ...changes
})
const messages = [message(3), message(1), message(2), message(9)]
const made = new Map([['M1', [{ message: 'M1', person: 'P00', acknowledgedOn: '2026-06-02', revokedOn: null }]]])
const asked = { day: DAY, dueWithinDays: 3, after: undefined, limit: 1000 }

t.test('who must be reminded comes first due first, and a page goes on behind the last of the one before', async (t) => {
  const all = await firstReminders(judgeDuties(messages, made, people, DAY), asked)
  t.equal(all.length, 119, 'of three messages that are due within three days everybody but the one who acknowledged')
  t.strictSame(all.map((reminder) => reminderKey(reminder).join()), all.map((reminder) => reminderKey(reminder).join()).toSorted())
  const paged: string[] = []
  for (let after: string[] | undefined; ;) {
    const page = await firstReminders(judgeDuties(messages, made, people, DAY), { ...asked, after, limit: 17 })
    paged.push(...page.map((reminder) => reminderKey(reminder).join()))
    const last = page.at(-1)
    if (last === undefined) break
    after = reminderKey(last)
  }
  t.strictSame(paged, all.map((reminder) => reminderKey(reminder).join()))
})

t.test('others have their turn meanwhile', async (t) => {
  const other = new Promise((resolve) => { setImmediate(resolve) }).then(() => 'other')
  t.equal(await Promise.race([firstReminders(judgeDuties(messages, made, people, DAY), asked).then(() => 'judged'), other]), 'other')
})
