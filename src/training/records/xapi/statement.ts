import { isDay, readInstant } from '../../../platform/calendar.ts'
import { decimal, decimalText } from '../../../platform/decimal.ts'
import type { Fault } from '../../../platform/problem.ts'
import type { Result } from '../../competence/shown.ts'
import VERBS from './xapi-verbs.json' with { type: 'json' }

/** What an xAPI statement tells of completion, result and validity. Pure. */

/** Members of a statement that mean something here; others are taken and not kept. */
export interface Statement {
  readonly id?: string | undefined
  readonly actor: { readonly account?: { readonly name: string } | undefined, readonly mbox?: string | undefined }
  readonly verb: { readonly id: string }
  readonly object: { readonly objectType?: string | undefined, readonly id: string }
  readonly result?: StatedResult | undefined
  readonly timestamp?: string | undefined
  readonly stored?: string | undefined
}

interface StatedResult {
  readonly success?: boolean | undefined
  readonly completion?: boolean | undefined
  readonly score?: { readonly scaled?: number | undefined, readonly raw?: number | undefined, readonly min?: number | undefined, readonly max?: number | undefined } | undefined
  readonly duration?: string | undefined
  readonly extensions?: object | undefined
}

/** IRI of the extension of `result` that says through which day a completion is valid, as the certificate has it: `YYYY-MM-DD`. */
export const VALID_UNTIL = 'tag:aeo-control,2026:xapi/valid-until'

/** Whom a statement is about: a pseudonym or login of an account, or a mail address, which is looked up and not kept. */
export type Actor = { readonly account: string } | { readonly mail: string }

export interface Completion {
  readonly kind: 'completion'
  readonly id: string | undefined
  readonly actor: Actor
  readonly activity: string
  /** With the instant if one is stated: what tells this from another of the same day. */
  readonly told: string
  readonly completedOn: string
  /** Whether the statement says when: else the day is that on which it first came. */
  readonly dated: boolean
  readonly result: Result
  readonly score: string | null
  readonly hours: string | null
  readonly validUntil: string | null
}

export interface Voiding { readonly kind: 'void', readonly id: string | undefined, readonly target: string }
export type Told = Completion | Voiding

const MEANINGS: ReadonlyMap<string, string> = new Map(Object.entries(VERBS.verbs))
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @param at JSON Pointer of the statement. @param today day of a statement that says none. */
export function toldBy (statement: Statement, at: string, today: string): Told | { readonly faults: Fault[] } {
  const { verb, object } = statement
  const id = statement.id?.toLowerCase()
  const meaning = MEANINGS.get(verb.id)
  if (meaning === undefined) return { faults: [{ pointer: `${at}/verb/id`, detail: 'tells no completion', hint: `Send ${[...MEANINGS.keys()].join(', ')} alone` }] }
  if (meaning === 'void') {
    const target = object.id.toLowerCase()
    return object.objectType === 'StatementRef' && UUID.test(target) ? { kind: 'void', id, target } : { faults: [{ pointer: `${at}/object`, detail: 'names no statement', hint: 'A voiding statement has a StatementRef with the id of the statement as its object' }] }
  }
  if (object.objectType === 'StatementRef') return { faults: [{ pointer: `${at}/object/objectType`, detail: 'is no activity', hint: 'Give the activity that is the course' }] }
  const actor = actorOf(statement.actor)
  const faults = [
    ...actor === undefined ? [{ pointer: `${at}/actor`, detail: 'is named in none or several ways', hint: 'Name it by account or by mbox' }] : [],
    ...faultsOfTime('timestamp', statement.timestamp, at),
    ...faultsOfTime('stored', statement.timestamp === undefined ? statement.stored : undefined, at),
    ...faultsOfResult(meaning, statement.result ?? {}, at)
  ]
  if (faults.length > 0 || actor === undefined) return { faults }
  const { timestamp, stored, result = {} } = statement
  // Without a time of its own a statement is of when it was stored first (xAPI 2.4.7). The day as it is written: legal days are those of where people learn.
  const when = timestamp ?? stored
  const completedOn = when?.slice(0, 10) ?? today
  return {
    kind: 'completion', id, actor, activity: object.id, told: when ?? today, completedOn, dated: when !== undefined, result: resultOf(meaning, result),
    score: percentOf(result.score), hours: result.duration === undefined ? null : hoursOf(result.duration) ?? null, validUntil: validUntilOf(result) ?? null
  }
}

function actorOf ({ account, mbox }: Statement['actor']): Actor | undefined {
  if ((account === undefined) === (mbox === undefined)) return undefined
  return account !== undefined ? { account: account.name } : { mail: (mbox ?? '').slice('mailto:'.length).toLowerCase() }
}

function resultOf (meaning: string, { success }: StatedResult): Result {
  if (meaning === 'passed' || meaning === 'failed') return meaning
  if (success === undefined) return 'attended'
  return success ? 'passed' : 'failed'
}

function faultsOfTime (name: string, instant: string | undefined, at: string): Fault[] {
  return instant === undefined || readInstant(instant) !== undefined ? [] : [{ pointer: `${at}/${name}`, detail: 'is not an instant that exists', hint: 'RFC 3339 with offset, for example 2026-03-02T10:00:00Z' }]
}

function faultsOfResult (meaning: string, result: StatedResult, at: string): Fault[] {
  const faults: Fault[] = []
  if (result.completion === false) faults.push({ pointer: `${at}/result/completion`, detail: 'says that it was not completed', hint: 'Send it once it is' })
  if (result.success !== undefined && (meaning === 'passed' || meaning === 'failed') && result.success !== (meaning === 'passed')) faults.push({ pointer: `${at}/result/success`, detail: 'contradicts the verb', hint: `Of ${meaning} it is ${meaning === 'passed'}, or absent` })
  if (result.duration !== undefined && hoursOf(result.duration) === undefined) faults.push({ pointer: `${at}/result/duration`, detail: 'is no duration in weeks, days, hours, minutes and seconds, of at most 9,999 hours', hint: 'ISO 8601, for example PT1H30M' })
  if (validUntilOf(result) === undefined) faults.push({ pointer: `${at}/result/extensions/${VALID_UNTIL.replaceAll('/', '~1')}`, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' })
  return faults
}

/** Null: none is stated; undefined: what is stated is no day. */
function validUntilOf ({ extensions = {} }: StatedResult): string | null | undefined {
  const stated: unknown = Object.entries(extensions).find(([name]) => name === VALID_UNTIL)?.[1] ?? null
  return stated === null || (typeof stated === 'string' && isDay(stated)) ? stated : undefined
}

/** Per cent, decimal text: as scaled, else as points between least and most; null where neither is stated, or less than nothing was reached. */
export function percentOf (score: StatedResult['score']): string | null {
  if (score === undefined) return null
  const { scaled, raw, min = 0, max } = score
  if (scaled !== undefined && scaled < 0) return null
  if (scaled !== undefined) return decimalText(decimal(String(scaled)).times(100).round(6))
  if (raw === undefined || max === undefined || max <= min || raw < min || raw > max) return null
  return decimalText(decimal(String(raw)).minus(String(min)).div(decimal(String(max)).minus(String(min))).times(100).round(6))
}

const DURATION = /^P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,9})?)S)?)?)$/

/** Longer than a year of them: it is no time that somebody learned, and would drown the hours of everybody else. */
const MOST_HOURS = 9999

/** Hours of a duration without years and months, of which nobody knows the hours; decimal text. Undefined: it is none. */
export function hoursOf (duration: string): string | undefined {
  const match = DURATION.exec(duration)
  if (match === null || match.slice(1).every((part) => part === undefined)) return undefined
  const [weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0'] = match.slice(1)
  const inSeconds = decimal(weeks).times(7).plus(days).times(24).plus(hours).times(60).plus(minutes).times(60).plus(seconds)
  return inSeconds.gt(MOST_HOURS * 3600) ? undefined : decimalText(inSeconds.div(3600).round(6))
}

