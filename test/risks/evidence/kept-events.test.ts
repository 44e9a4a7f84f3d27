import { createHash } from 'node:crypto'
import t from 'tap'
import { keptEvents, MOST_EVENTS, MOST_LINKS, readEvents } from '../../../src/risks/evidence/kept-events.ts'
import type { EvidenceEvent } from '../../../src/risks/evidence/risk-evidence.ts'

const DAY = '2026-02-01'
const event = (name: string, links: number): EvidenceEvent => ({ event: name, day: DAY, links: Array.from({ length: links }, (_, index) => ({ kind: 'finding', id: `${name}-${index}`, day: DAY, href: `/v1/findings/${name}-${index}` })) })
const events = (count: number): EvidenceEvent[] => Array.from({ length: count }, (_, index) => event(`e${index}`, 1))

for (const [count, first] of [[0, undefined], [1, 'e0'], [MOST_EVENTS, 'e0'], [MOST_EVENTS + 1, 'e1']] as const) {
  const kept = keptEvents(events(count))
  t.match(kept, { eventCount: count, events: { length: Math.min(count, MOST_EVENTS) } }, `of ${count} events all count`)
  t.equal(kept.events[0]?.event, first, 'and the last are kept')
}
for (const links of [1, MOST_LINKS, MOST_LINKS + 1]) t.match(keptEvents([event('e', links)]).events, [{ linkCount: links, links: { length: Math.min(links, MOST_LINKS) } }], `${links} links`)
t.equal(keptEvents(events(MOST_EVENTS + 5), Number.POSITIVE_INFINITY).events.length, MOST_EVENTS + 5, 'all where all are asked for')

t.test('the hash is over every event and link as the interface says, kept or not', (t) => {
  const all = [event('a', 2), event('b', 1)]
  t.equal(keptEvents(all).eventsSha256, createHash('sha256').update('a a-0 a-1\nb b-0\n').digest('hex'))
  t.equal(keptEvents(all, 1).eventsSha256, keptEvents(all).eventsSha256)
  t.not(keptEvents([event('a', 3), event('b', 1)]).eventsSha256, keptEvents(all).eventsSha256)
  t.end()
})

t.test('what was kept with all its events reads as what is kept now, which stays as it is', (t) => {
  const all = events(MOST_EVENTS + 7)
  const now = { state: 'counted', ...keptEvents(all) }
  t.strictSame(readEvents({ state: 'counted', events: all }), now)
  t.strictSame(readEvents(now), now)
  t.end()
})
