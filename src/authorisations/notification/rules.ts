import { isDay } from '../../platform/calendar.ts'
import { addWorkingDays } from '../../platform/calendar.ts'

/**
 * Which events open a duty to notify customs (UCC 23(2)). The rules are data; what they say of an event is decided here, without I/O.
 */

export interface Condition {
  /** Member of the event's data, dots between levels. */
  readonly path: string
  /** The member, a text, is one of these. */
  readonly in?: readonly string[]
  /** The member, a list, has one of these. */
  readonly includes?: readonly string[]
  /** The member is absent, or none of these. */
  readonly not?: readonly string[]
}

export interface NotificationRule {
  readonly id: string
  /** Types of events; none: it is reported by hand alone. */
  readonly events: readonly string[]
  readonly when: readonly Condition[]
  /** The event is of one authorisation, which it concerns alone, whatever its type. */
  readonly ofSubject?: boolean
  /** Member of the event's data with the day of the change; `on` if absent. */
  readonly day?: string
  /** A thing opens it once, however often it changes. */
  readonly oncePerSubject?: boolean
  readonly what: string
  /** Types of authorisations that it concerns. */
  readonly types: readonly string[]
  /** Where the law or prudence leaves less time than the operator's setting. */
  readonly limitWorkingDays?: number
  readonly legalSource?: string
}

export interface RuleCatalogue {
  readonly release: string
  readonly defaultLimitWorkingDays: number
  readonly legalSource: string
  readonly rules: readonly NotificationRule[]
}

export interface LogEvent {
  readonly epoch: number
  readonly seq: string
  /** UTC day. */
  readonly day: string
  readonly type: string
  readonly subject: string
  /** Null where it was erased. */
  readonly data: Readonly<Record<string, unknown>> | null
}

/** A stretch of days on which an authorisation is held, suspended or not. */
export interface HeldAuthorisation {
  readonly id: string
  readonly type: string
  readonly decisionDate: string
  readonly from: string
  readonly to: string | null
}

export interface OpeningDuty {
  readonly rule: NotificationRule
  readonly event: LogEvent
  readonly occurredOn: string
  readonly dueOn: string
  readonly authorisationIds: readonly string[]
}

/**
 * The duties that an event opens: one for each rule that fits and concerns an authorisation which is held on the day of the event and
 * was decided when the change took effect. Data that was erased cannot be judged and is taken to fit.
 */
export function dutiesOf (event: LogEvent, { rules }: RuleCatalogue, held: readonly HeldAuthorisation[], limitWorkingDays: number): OpeningDuty[] {
  return rules.filter((rule) => rule.events.includes(event.type) && rule.when.every((condition) => event.data === null || fits(condition, event.data))).flatMap((rule) => {
    const occurredOn = statedDay(event.data?.[rule.day ?? 'on']) ?? event.day
    const authorisationIds = rule.ofSubject === true
      ? [...new Set(held.filter(({ id, from, to }) => event.subject === `authorisation:${id}` && from <= event.day && (to === null || event.day <= to)).map(({ id }) => id))]
      : concerned(rule, held, event.day, occurredOn)
    return authorisationIds.length === 0 ? [] : [{ rule, event, occurredOn, dueOn: dueDay(rule, event.day, limitWorkingDays), authorisationIds }]
  })
}

/** Ids, once each. */
export function concerned ({ types }: NotificationRule, held: readonly HeldAuthorisation[], day: string, occurredOn: string): string[] {
  const ids = held.filter(({ type, decisionDate, from, to }) => types.includes(type) && decisionDate <= occurredOn && from <= day && (to === null || day <= to)).map(({ id }) => id)
  return [...new Set(ids)].toSorted()
}

/** The operator's limit, or the rule's where that is shorter. */
export const dueDay = ({ limitWorkingDays: own }: NotificationRule, detectedOn: string, limitWorkingDays: number): string =>
  addWorkingDays(detectedOn, own === undefined ? limitWorkingDays : Math.min(own, limitWorkingDays))

const statedDay = (value: unknown): string | undefined => typeof value === 'string' && isDay(value) ? value : undefined

function fits ({ path, in: among, includes, not }: Condition, data: Readonly<Record<string, unknown>>): boolean {
  const value = path.split('.').reduce<unknown>((within, name) => typeof within === 'object' && within !== null && Object.hasOwn(within, name) ? (within as Record<string, unknown>)[name] : undefined, data)
  if (among !== undefined) return typeof value === 'string' && among.includes(value)
  if (includes !== undefined) return Array.isArray(value) && value.some((entry) => includes.includes(entry as string))
  return not === undefined || typeof value !== 'string' || !not.includes(value)
}
