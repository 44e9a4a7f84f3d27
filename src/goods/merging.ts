import { isDay } from '../platform/calendar.ts'
import { canonicalJson } from '../platform/log/canonical-json.ts'
import type { Fault } from '../platform/problem.ts'
import { approve, isInForce, isOwn, place } from './decisions.ts'
import type { Outcome, Refusal } from './decisions.ts'
import type { Period } from './days.ts'
import type { Decided } from './model.ts'
import { statedFaults } from './statement-faults.ts'
import type { Judges } from './statement-faults.ts'

/**
 * What somebody states of a record, put into what is known of it. One way for a single statement, a change and a file: what is stated
 * of an entry that is known by its key changes that entry, what is stated of another one is added, what is absent stays. Pure.
 */

export type Members = Readonly<Record<string, unknown>>
export type Entry = Members & { readonly id: string }

export interface ListRule {
  readonly name: string
  /** Members that tell entries apart. */
  readonly key: readonly string[]
  /** Members that may be left out, with what they are then. */
  readonly blank: Members
  /** Of entries that agree in these members one holds on a day; absent: they may overlap. */
  readonly exclusive?: readonly string[]
  /** Members that may still change once the decision is approved; absent: entries are no decisions. */
  readonly open?: readonly string[]
  /** What a new entry needs, by its other members. */
  readonly needs?: (entry: Members) => { readonly member: string, readonly refusal: Refusal } | undefined
}

export interface RecordRule {
  readonly blank: Members
  readonly lists: readonly ListRule[]
}

export interface MergeContext extends Judges {
  readonly newId: () => string
  /** Whether who states it may bring in approvals. */
  readonly mayApprove: boolean
  /** Who states it, as the log names them. */
  readonly actor: string
  /** The person whose login that is, where one is recorded. */
  readonly person: string | undefined
}

export interface Merged {
  readonly record: Members
  readonly outcome: 'created' | 'changed' | 'replayed'
  readonly faults: readonly Fault[]
}

/** An entry list grows by decisions of people, not by transactions. */
const MOST_ENTRIES = 500
const DAYS = new Set(['validFrom', 'validTo', 'validUntil', 'activeFrom', 'retiredOn', 'decidedOn', 'approvedOn', 'reviewOn', 'reviewedOn', 'lostOn', 'extendedUseUntil', 'assessedOn', 'issuedOn', 'withdrawnOn', 'identityCheckedOn', 'from', 'until'])
const PERIODS: readonly [first: string, last: string][] = [['validFrom', 'validTo'], ['validFrom', 'validUntil'], ['from', 'until'], ['activeFrom', 'retiredOn']]

export function merge (rule: RecordRule, before: Members | undefined, stated: Members, context: MergeContext): Merged {
  const faults: Fault[] = []
  const record: Record<string, unknown> = {}
  for (const [name, blank] of Object.entries(rule.blank)) record[name] = stated[name] !== undefined ? stated[name] : before?.[name] ?? (blank === TODAY ? context.today : blank)
  faults.push(...impossibleDays(record, ''), ...statedFaults(stated, before, '', context))
  for (const list of rule.lists) record[list.name] = mergeList(list, entriesOf(before, list.name), statedOf(stated, list.name), { ...context, activeFrom: record['activeFrom'] }, faults)
  const outcome = before === undefined ? 'created' : canonicalJson(before) === canonicalJson(record) ? 'replayed' : 'changed'
  return { record, outcome, faults }
}

/** Stands for the day of the statement among what may be left out. */
export const TODAY = '(today)'
/** Stands for the first day of the record, and once an entry holds from it, for the day on which another one is stated. */
export const SINCE_ACTIVE = '(since active)'

interface ListContext extends MergeContext { readonly activeFrom: unknown }

const entriesOf = (record: Members | undefined, list: string): readonly Entry[] => (record?.[list] ?? []) as readonly Entry[]
const statedOf = (stated: Members, list: string): readonly Members[] => (stated[list] ?? []) as readonly Members[]

function mergeList (list: ListRule, known: readonly Entry[], stated: readonly Members[], context: ListContext, faults: Fault[]): readonly Entry[] {
  let entries = known
  stated.forEach((members, index) => {
    const pointer = `/${list.name}/${index}`
    const wrong = impossibleDays(members, pointer)
    if (wrong.length > 0) faults.push(...wrong)
    else entries = mergeEntry(list, entries, members, pointer, context, faults)
  })
  if (entries.length > MOST_ENTRIES) faults.push({ pointer: `/${list.name}`, detail: `would hold more than ${MOST_ENTRIES} entries`, hint: 'End and restate entries instead of adding to them' })
  return entries
}

function mergeEntry (list: ListRule, entries: readonly Entry[], members: Members, pointer: string, context: ListContext, faults: Fault[]): readonly Entry[] {
  const { approvedBy, approvedOn, ...content } = members
  const filled = dated(list, entries, { ...list.blank, ...content }, context)
  const known = entries.find((entry) => keyOf(list, entry) === keyOf(list, filled))
  const entry: Entry = known === undefined ? { ...filled, id: context.newId() } : { ...known, ...content }
  const fault = (refusal: Refusal, at = pointer): readonly Entry[] => {
    faults.push({ pointer: at, detail: refusal.because, hint: refusal.hint })
    return entries
  }
  const period = [...impossibleDays(entry, pointer), ...statedFaults(members, known, pointer, context)]
  if (period.length > 0) {
    faults.push(...period)
    return entries
  }
  const missing = known === undefined ? list.needs?.(entry) : undefined
  if (missing !== undefined) return fault(missing.refusal, `${pointer}/${missing.member}`)
  if (list.open === undefined) return put(list, entries, entry, fault)
  const decided = decide(list.open, known as unknown as Decided | undefined, entry as unknown as Decided, { approvedBy, approvedOn }, context)
  return decided.refused === undefined ? put(list, entries, decided.done as unknown as Entry, fault) : fault(decided.refused, `${pointer}${decided.at ?? ''}`)
}

type Decision = Outcome<Decided> & { readonly at?: string }
const no = (because: string, hint: string, at = ''): Decision => ({ refused: { because, hint }, at })

/** A decision as it is after the statement: a draft, one that came with its approval, or an approved one with another end. */
function decide (open: readonly string[], known: Decided | undefined, entry: Decided, { approvedBy, approvedOn }: Members, context: MergeContext): Decision {
  if (known !== undefined && known.status !== 'draft') {
    if (changesMoreThan(open, known as unknown as Members, entry as unknown as Members)) return no(`is ${known.status}, and would change`, 'Record a new decision from the day on which it differs')
    if (known.validTo !== entry.validTo) return moveEnd(known, entry, context)
  }
  if (typeof approvedBy !== 'string' || (entry.approvedBy === approvedBy && entry.status !== 'draft')) return { done: stated(known, entry, context) }
  if (!context.mayApprove) return no('is an approval, which needs the scope goods:approve', 'Leave it out; approve the decision apart', '/approvedBy')
  if (known?.status === 'draft') return no('is the approval of a draft that is recorded', `POST /v1/goods/{ref}/decisions/${known.id}/approve, with the token of who approves`, '/approvedBy')
  if (typeof approvedOn !== 'string' || approvedOn >= context.today) return no('is no day of the past', 'Only approvals of the past are brought in, with their day; record a draft, and let another person approve it', '/approvedOn')
  if (context.person === entry.decidedBy) return no('is brought in by the person who decided it', 'Let another person bring it in, or approve it', '/approvedBy')
  return { at: '/approvedBy', ...approve(entry, { by: approvedBy, on: approvedOn }) }
}

/** How long an approved decision holds is part of what was approved; as a draft it would hold on no day until somebody approved it again. */
function moveEnd (known: Decided, entry: Decided, { mayApprove, person, actor }: MergeContext): Decision {
  if (!mayApprove) return no(`is the end of a decision that is ${known.status}, which needs the scope goods:approve`, 'Let who may approve change it, or record a new decision from the day on which it differs', '/validTo')
  if (isOwn(known, { by: person, actor })) return no('would be changed by the person who decided or stated it', 'Let another person who may approve change it', '/validTo')
  return { done: entry }
}

/** Whoever states anything of a draft is no second pair of eyes on it. */
const stated = (known: Decided | undefined, entry: Decided, { actor }: MergeContext): Decided =>
  entry.status !== 'draft' || canonicalJson(known ?? null) === canonicalJson(entry) ? entry : { ...entry, recordedBy: [...new Set([...entry.recordedBy ?? [], actor])] }

const keyOf = (list: ListRule, members: Members): string => JSON.stringify(list.key.map((name) => members[name] ?? null))

function dated (list: ListRule, entries: readonly Entry[], members: Members, context: ListContext): Members {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, value === TODAY ? context.today : value === SINCE_ACTIVE ? sinceActive(list, entries, members, context) : value]))
}

/** The latest entry of its kind stays when it is stated again; another one follows it, from today. */
function sinceActive ({ key }: ListRule, entries: readonly Entry[], members: Members, { activeFrom, today }: ListContext): unknown {
  const others = entries.filter((entry) => key.every((name) => name === 'validFrom' || entry[name] === members[name]))
  const [latest] = others.toSorted((a, b) => String(a['validFrom']) < String(b['validFrom']) ? 1 : -1)
  if (latest === undefined) return activeFrom
  const same = Object.entries(members).every(([name, value]) => name === 'validFrom' || canonicalJson(value ?? null) === canonicalJson(latest[name] ?? null))
  return same || String(latest['validFrom']) > today ? latest['validFrom'] : today
}

/** In its place, or added at the end. */
export function put (list: ListRule, entries: readonly Entry[], entry: Entry, fault: (refusal: Refusal) => readonly Entry[]): readonly Entry[] {
  const { exclusive } = list
  const rival = entries.find((other) => isSecondDraft(list, other, entry))
  if (rival !== undefined) return fault({ because: 'is a second draft from the same day', hint: `Have the draft ${String(rival.id)} approved or refused first, or give another validFrom` })
  // Only decisions have a state of their own; another entry holds as it is.
  const holds = (other: Entry): boolean => list.open === undefined || isInForce(other)
  if (exclusive === undefined || !holds(entry)) return entries.some(({ id }) => id === entry.id) ? entries.map((other) => other.id === entry.id ? entry : other) : [...entries, entry]
  const placed = place(entries as readonly (Entry & Period)[], entry as Entry & Period, (other) => holds(other) && exclusive.every((name) => (other[name] ?? null) === (entry[name] ?? null)))
  return placed.refused === undefined ? placed.done : fault(placed.refused)
}

/** Of two drafts from one day nobody could tell which is meant. */
const isSecondDraft = ({ open, exclusive = [] }: ListRule, other: Entry, entry: Entry): boolean =>
  open !== undefined && other.id !== entry.id && other['status'] === 'draft' && entry['status'] === 'draft' && ['validFrom', ...exclusive].every((name) => (other[name] ?? null) === (entry[name] ?? null))

function changesMoreThan (open: readonly string[], before: Members, after: Members): boolean {
  return Object.keys(after).some((name) => !open.includes(name) && canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null))
}

/** Days that do not exist, and ends before their beginning. */
export function impossibleDays (members: Members, pointer: string): Fault[] {
  const faults: Fault[] = Object.entries(members).flatMap(([name, day]) => DAYS.has(name) && typeof day === 'string' && !isDay(day)
    ? [{ pointer: `${pointer}/${name}`, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }]
    : [])
  if (faults.length > 0) return faults
  return PERIODS.flatMap(([first, last]) => {
    const [from, to] = [members[first], members[last]]
    return typeof from === 'string' && typeof to === 'string' && to < from ? [{ pointer: `${pointer}/${last}`, detail: `is before ${first}`, hint: `Give ${last} on or after ${first}` }] : []
  })
}
