import { createHash } from 'node:crypto'
import type { EvidenceEvent, KeptEvent } from './risk-evidence.ts'

/**
 * What an assessment keeps of the events of a risk: their number, the last of them with what speaks for each, and a hash over all. A poor
 * year has tens of thousands, which nobody reads through and everybody would have to store, hash and send. Pure.
 */

export const MOST_EVENTS = 100
export const MOST_LINKS = 10

export interface KeptEvents {
  /** k. */
  readonly eventCount: number
  /** The last of them, by day. */
  readonly events: readonly KeptEvent[]
  /** Hexadecimal, over a line for each event in order: its name, a blank, and the identifiers of all that speaks for it, blanks between. */
  readonly eventsSha256: string
}

/** @param events in their order. @param most that are kept one by one. */
export const keptEvents = (events: readonly EvidenceEvent[], most = MOST_EVENTS): KeptEvents => ({
  eventCount: events.length, eventsSha256: sha256Of(events),
  events: events.slice(-most).map(({ event, day, links }) => ({ event, day, linkCount: links.length, links: links.slice(0, MOST_LINKS) }))
})

function sha256Of (events: readonly EvidenceEvent[]): string {
  const hash = createHash('sha256')
  for (const { event, links } of events) hash.update(`${event} ${links.map(({ id }) => id).join(' ')}\n`)
  return hash.digest('hex')
}

/** What was kept before events were counted beside the list: all of them, without number and hash. */
type EverKept = { readonly events: readonly (EvidenceEvent & { readonly linkCount?: number })[], readonly eventCount?: number, readonly eventsSha256?: string }

/** As it is kept now, whenever it was kept. */
export const readEvents = <Kept extends EverKept>({ events, eventCount, eventsSha256, ...kept }: Kept): Omit<Kept, keyof EverKept> & KeptEvents =>
  ({ ...kept, ...eventCount === undefined || eventsSha256 === undefined ? keptEvents(events) : { eventCount, eventsSha256, events: events as readonly KeptEvent[] } })
