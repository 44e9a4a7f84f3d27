import { createHash } from 'node:crypto'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { runOperatorTx, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { App } from '../../platform/http/server.ts'
import { isLinkToken } from '../../platform/links/link-token.ts'
import { systemPrincipal } from '../../platform/log/followed-logs.ts'
import { notFound } from '../../platform/problem.ts'
import type { TopicCatalogue } from '../competence/catalogue.ts'
import type { TrainingDeps } from '../deps.ts'
import { readTraining } from '../loader/read-training.ts'
import { judgePeople } from '../reports/judge-people.ts'
import { countOf, expiriesOf } from './expiries.ts'
import type { Expiry } from './expiries.ts'
import { calendarText } from './icalendar.ts'
import type { CalendarEvent } from './icalendar.ts'
import { countOpening, findByToken } from './link-store.ts'
import type { OpenedLink } from './link-store.ts'

export type FeedDeps = Pick<TrainingDeps, 'db' | 'clock' | 'workforce' | 'aiUses'>

/** `/calendars/{token}`, for calendar programs, which can send no token of their own. Whatever does not open anything is not there. */
export function calendarFeed (app: App, deps: FeedDeps): void {
  app.get<{ Params: { token: string } }>('/calendars/:token', { config: { secretAddress: true }, schema: { hide: true } }, async (request, reply) => {
    const { token } = request.params
    const link = isLinkToken(token) ? await findByToken(deps.db.operations, token, deps.clock()) : undefined
    if (link === undefined) throw notFound('There is nothing at this address.')
    const text = await readCalendar(deps, link)
    await runOperatorTx(deps.db.operations, principalOf(link), async (tx) => { await countOpening(tx, link.id) }, deps.clock)
    request.log.info({ securityEvent: 'calendar_opened', operator: link.eori, link: link.id, address: request.ip }, 'opened')
    return await reply.type('text/calendar; charset=utf-8').send(text)
  })
}

/** Who holds a link may read what it shows, and nothing else. */
const principalOf = ({ operatorId, eori }: OpenedLink): Principal => ({ ...systemPrincipal(operatorId, eori), scopes: new Set(['training:read']) })

async function readCalendar (deps: FeedDeps, link: OpenedLink): Promise<string> {
  return await withOperatorReadOnly(deps.db, principalOf(link), 'training:read', async (tx) => {
    const today = utcDay(tx.at)
    const facts = await readTraining(tx, deps, { days: [today], unit: link.unit })
    const people = await judgePeople(facts, today)
    const unit = facts.workforce.unitsOn(today).find(({ code }) => code === link.unit)?.name ?? link.unit
    const events = expiriesOf(people, today, link.withinDays).map((expiry) => eventOf(tx, link, unit, facts.catalogue, expiry))
    return calendarText({ name: `Training of ${unit}`, at: tx.at, events })
  }, deps.clock)
}

function eventOf (tx: OperatorTx, link: OpenedLink, unit: string, catalogue: TopicCatalogue, { topic: code, day, people }: Expiry): CalendarEvent {
  const topic = code === null ? undefined : catalogue.topics.get(code)
  const name = topic?.number == null ? topic?.name ?? code ?? 'topics required of few people' : `${topic.name} (${topic.number})`
  return {
    uid: `${createHash('sha256').update(JSON.stringify([tx.operatorId, link.unit, code, day])).digest('hex').slice(0, 32)}@aeo-control`, day,
    summary: `Training ends: ${name}, ${countOf(people)}`, description: `${unit}: what ${countOf(people)} must know and have shown of ${name} is valid until ${day} unless it is refreshed.`
  }
}
