import { applyChanges } from '../formats/wco-changes.ts'
import type { Change } from '../formats/wco-changes.ts'
import { utcDay } from '../../platform/calendar.ts'
import { unitOf } from '../attribution.ts'
import type { Directory } from '../attribution.ts'
import { contentHash, normaliseDeclaration } from '../canonical.ts'
import { courseOf } from '../course.ts'
import type { Course } from '../course.ts'
import { CORRECTED } from '../customs-message.ts'
import type { CustomsAnswer, CustomsRequest } from '../customs-message.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { isPreLodged } from '../derivation.ts'
import { foldDeclaration, hasEnded } from '../life-cycle.ts'
import type { DeclarationFacts, DeclarationState, VersionFact } from '../life-cycle.ts'
import { changedPaths } from './push.ts'
import type { DeclarationPush, MessagePush, MessageState, Original, Push, Verdict } from './push.ts'

/**
 * The declarations and messages that a batch touches, in memory: pushes are taken in one after the other, then what changed is saved.
 * Pure: no I/O and no clock. The rules of identity are those of design.md 4.
 */

export interface KeptVersion extends VersionFact {
  readonly hash: Buffer
  readonly sourceSystem: string
  readonly content: DeclarationContent
  /** Set on versions that this batch adds. */
  readonly added?: { readonly text: string, readonly original: Original, readonly messageId: string | null }
  /** Where a version stood before its declaration was joined to another; set only when it is stored. */
  readonly movedFrom?: { readonly declarationId: string, readonly version: number }
}

export interface MessageRecord {
  readonly id: string
  readonly message: CustomsRequest | CustomsAnswer
  readonly hash: Buffer
  readonly mrn: string | null
  readonly reference: string | null
  readonly issuedAt: Date
  readonly receivedAt: Date
  readonly original: Original | undefined
  state: MessageState
  declarationId: string | null
  readonly stored: boolean
  changed: boolean
}

export interface Entry {
  readonly id: string
  readonly stored: boolean
  mrn: string | null
  lrn: string | null
  declarant: string
  readonly receivedAt: Date
  sourceSystem: string
  /** The unit that it counts for (`attribute`). */
  orgUnitId: string | null
  revision: number
  versions: KeptVersion[]
  messages: MessageRecord[]
  /** As it was when loaded, so that totals can be moved; undefined for a new one. */
  readonly before: EntryBefore | undefined
  touched: boolean
  joinedInto: string | undefined
}

export interface EntryBefore {
  readonly state: DeclarationState
  readonly content: DeclarationContent
  readonly countedOn: string
  readonly sourceSystem: string
  readonly orgUnitId: string | null
  readonly mrn: string | null
  readonly course: readonly Course[]
}

export interface LedgerEvent { readonly type: string, readonly subject: string, readonly data: Record<string, unknown>, readonly actorSubject: string }

export class Ledger {
  readonly entries = new Map<string, Entry>()
  readonly messages = new Map<string, MessageRecord>()
  readonly redirects: { readonly id: string, readonly survivorId: string }[] = []
  readonly events: LedgerEvent[] = []
  readonly #byMrn = new Map<string, Entry>()
  readonly #byLrn = new Map<string, Entry[]>()
  readonly #byHash = new Map<string, MessageRecord>()
  readonly #rerun: boolean

  /** @param rerun whether these pushes may have taken effect already, their first answer being lost with the connection. */
  constructor (rerun: boolean) {
    this.#rerun = rerun
  }

  addEntry (entry: Entry): void {
    this.entries.set(entry.id, entry)
    this.#index(entry)
  }

  addMessage (record: MessageRecord): void {
    this.messages.set(record.id, record)
    this.#byHash.set(record.hash.toString('hex'), record)
    if (record.declarationId === null) return
    const entry = this.entries.get(record.declarationId)
    if (entry !== undefined && !entry.messages.includes(record)) entry.messages.push(record)
  }

  #index (entry: Entry): void {
    if (entry.mrn !== null) this.#byMrn.set(entry.mrn, entry)
    if (entry.lrn === null) return
    const same = this.#byLrn.get(entry.lrn) ?? []
    if (!same.includes(entry)) same.push(entry)
    this.#byLrn.set(entry.lrn, same)
  }

  /** Newest first. */
  #withLrn (lrn: string | null, declarant?: string): Entry[] {
    if (lrn === null) return []
    return (this.#byLrn.get(lrn) ?? [])
      .filter((entry) => entry.joinedInto === undefined && entry.lrn === lrn && (declarant === undefined || entry.declarant === declarant))
      .toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime() || b.id.localeCompare(a.id))
  }

  take (push: Push): Verdict {
    return push.kind === 'declaration' ? this.#takeDeclaration(push) : this.#takeMessage(push)
  }

  #takeDeclaration (push: DeclarationPush): Verdict {
    const entry = this.#findFor(push)
    if (entry === undefined) return this.#create(push)
    const same = entry.versions.filter(({ hash }) => hash.equals(push.hash)).toSorted((a, b) => b.statusAt.getTime() - a.statusAt.getTime())[0]
    const ours = entry.id === push.id || (this.#rerun && same?.receivedAt.getTime() === push.receivedAt.getTime())
    if (same !== undefined && ours) return verdict(entry, same.version === 1 ? 'created' : 'new_version', same.version)
    if (same !== undefined && !(push.statusDated && push.statusAt.getTime() > same.statusAt.getTime())) {
      return { ...verdict(entry, 'replayed', same.version), replayed: true }
    }
    return this.#addVersion(entry, push)
  }

  /** The declaration that this push is of, joining two rows that it shows to be one. */
  #findFor (push: DeclarationPush): Entry | undefined {
    const sameReference = this.#withLrn(push.lrn, push.declarant)
    if (push.mrn === null) {
      // A retry of content that was rejected meanwhile is that rejected declaration, not a new attempt.
      return sameReference.find((entry) => entry.versions.some(({ hash }) => hash.equals(push.hash))) ??
        sameReference.find((entry) => !hasEnded(stateOf(entry).status))
    }
    const open = sameReference.find((entry) => entry.mrn === null && !hasEnded(stateOf(entry).status))
    const registered = this.#byMrn.get(push.mrn)
    if (registered === undefined) return open
    // Where both have this LRN of this declarant, the registered one had ended and the open one is a new attempt.
    const isOne = open !== undefined && !sameReference.includes(registered) && (registered.lrn === null || registered.lrn === push.lrn)
    return isOne ? this.#join(registered, open, push.subject) : registered
  }

  #create (push: DeclarationPush): Verdict {
    const entry: Entry = {
      id: push.id, stored: false, mrn: push.mrn, lrn: push.lrn, declarant: push.declarant, receivedAt: push.receivedAt,
      sourceSystem: push.sourceSystem, orgUnitId: push.orgUnitId, revision: 1, versions: [pushedVersion(push, 1)], messages: [],
      before: undefined, touched: true, joinedInto: undefined
    }
    this.addEntry(entry)
    this.#event('declaration.recorded', entry, { version: 1, contentHash: push.hash.toString('hex') }, push.subject)
    this.#matchWaiting(entry, push.subject)
    return verdict(this.#survivor(entry), 'created', 1)
  }

  #addVersion (entry: Entry, push: DeclarationPush): Verdict {
    const version = entry.versions.length + 1
    entry.versions.push(pushedVersion(push, version))
    entry.touched = true
    entry.lrn ??= push.lrn
    if (entry.declarant === '') entry.declarant = push.declarant
    entry.sourceSystem = push.sourceSystem
    if (push.mrn !== null) entry.mrn ??= push.mrn
    this.#index(entry)
    this.#event('declaration.version_added', entry, { version, contentHash: push.hash.toString('hex') }, push.subject)
    this.#matchWaiting(entry, push.subject)
    return verdict(this.#survivor(entry), 'new_version', version)
  }

  #takeMessage (push: MessagePush): Verdict {
    const known = this.#byHash.get(push.hash.toString('hex'))
    if (known !== undefined) return { ...this.#messageVerdict(known), replayed: known.id !== push.id }
    const record: MessageRecord = {
      id: push.id, message: push.message, hash: push.hash, mrn: push.mrn, reference: push.reference, issuedAt: push.issuedAt,
      receivedAt: push.receivedAt, original: push.original, state: 'waiting', declarationId: null, stored: false, changed: true
    }
    this.addMessage(record)
    this.events.push({ type: 'message.received', subject: `message:${record.id}`, data: { kind: record.message.kind, contentHash: push.hash.toString('hex') }, actorSubject: push.subject })
    const entry = this.#matchMessage(record)
    if (entry !== undefined) this.#attach(entry, record, push.subject)
    return this.#messageVerdict(record)
  }

  #messageVerdict (record: MessageRecord): Verdict {
    const entry = record.declarationId === null ? undefined : this.entries.get(record.declarationId)
    return {
      outcome: 'message', kind: record.message.kind, declarationId: record.declarationId, version: null, messageId: record.id,
      messageState: record.state, replayed: false, mrn: entry?.mrn ?? record.mrn, lrn: entry?.lrn ?? null
    }
  }

  /** By MRN; else by LRN, if the declaration has no other MRN; an answer also by the reference of a request already matched. */
  #matchMessage (record: MessageRecord): Entry | undefined {
    const compatible = (entry: Entry): boolean => entry.mrn === null || record.mrn === null || entry.mrn === record.mrn
    const byMrn = record.mrn === null ? undefined : this.#byMrn.get(record.mrn)
    if (byMrn !== undefined) return byMrn
    const candidates = this.#withLrn(record.reference).filter(compatible)
    const byLrn = candidates.find((entry) => !hasEnded(stateOf(entry).status)) ?? candidates[0]
    if (byLrn !== undefined || record.message.kind !== 'answer' || record.reference === null) return byLrn
    const request = [...this.messages.values()].find((other) =>
      other.message.kind !== 'answer' && other.reference === record.reference && other.declarationId !== null)
    const entry = request === undefined ? undefined : this.entries.get(request.declarationId ?? '')
    return entry !== undefined && compatible(entry) ? entry : undefined
  }

  #attach (entry: Entry, record: MessageRecord, subject: string): void {
    entry.messages.push(record)
    entry.touched = true
    record.declarationId = entry.id
    record.changed = true
    record.state = record.message.kind === 'answer' ? 'applied' : 'pending'
    this.#event('declaration.message_matched', entry, { message: record.id, kind: record.message.kind }, subject)
    const survivor = this.#learnMrn(entry, record, subject)
    this.#settleRequests(survivor, subject)
    if (record.message.kind === 'answer' && record.message.functionCode === CORRECTED) this.#correct(survivor, record, record.message.changes, record.issuedAt, subject)
    this.#matchWaiting(survivor, subject)
  }

  /** An answer that names the MRN registers the declaration, and shows a row that has it already to be the same. */
  #learnMrn (entry: Entry, record: MessageRecord, subject: string): Entry {
    if (record.message.kind !== 'answer' || record.mrn === null || entry.mrn !== null) return entry
    const other = this.#byMrn.get(record.mrn)
    if (other !== undefined && other !== entry) return this.#join(other, entry, subject)
    entry.mrn = record.mrn
    this.#index(entry)
    return entry
  }

  /** Lets requests take effect that customs' answers have decided. */
  #settleRequests (entry: Entry, subject: string): void {
    const { decisions } = stateOf(entry)
    const requests = entry.messages.filter((record) => record.state === 'pending')
      .toSorted((a, b) => (decisions.get(a.id)?.decidedAt?.getTime() ?? 0) - (decisions.get(b.id)?.decidedAt?.getTime() ?? 0))
    for (const record of requests) {
      const decision = decisions.get(record.id)
      if (decision === undefined || decision.state === 'pending') continue
      record.state = decision.state
      record.changed = true
      this.#event('declaration.request_decided', entry, { message: record.id, kind: record.message.kind, decision: decision.state }, subject)
      if (decision.state === 'granted' && decision.decidedAt !== null) this.#correct(entry, record, record.message.changes, decision.decidedAt, subject)
    }
  }

  /** A version with the corrections applied; none when the content has them already. */
  #correct (entry: Entry, record: MessageRecord, changes: readonly Change[], decidedAt: Date, subject: string): void {
    const current = currentVersion(entry)
    if (changes.length === 0) return
    const { content } = normaliseDeclaration(applyChanges(current.content, changes))
    const text = JSON.stringify(content)
    const hash = contentHash(text)
    if (hash.equals(current.hash)) return
    const version = entry.versions.length + 1
    entry.versions.push({
      ...current, version, hash, content, preLodged: isPreLodged(content), fromMessage: true, receivedAt: record.receivedAt,
      // Based on the version in force, so it comes after it whatever the clocks said.
      statusAt: new Date(Math.max(decidedAt.getTime(), current.statusAt.getTime())),
      added: { text, original: record.original ?? NO_ORIGINAL, messageId: record.id }
    })
    this.#event('declaration.corrected', entry, { version, message: record.id, contentHash: hash.toString('hex') }, subject)
  }

  /** Attaches what arrived before its declaration, oldest first, until nothing more fits. */
  #matchWaiting (entry: Entry, subject: string): void {
    const waiting = [...this.messages.values()].filter((record) => record.declarationId === null)
      .toSorted((a, b) => a.issuedAt.getTime() - b.issuedAt.getTime() || a.id.localeCompare(b.id))
    for (const record of waiting) {
      if (record.declarationId !== null) continue
      const found = this.#matchMessage(record)
      if (found !== undefined && found === this.#survivor(entry)) this.#attach(found, record, subject)
    }
  }

  /** Makes one of two rows that are the same declaration; the older id survives. */
  #join (a: Entry, b: Entry, subject: string): Entry {
    const [survivor, other] = a.receivedAt.getTime() < b.receivedAt.getTime() || (a.receivedAt.getTime() === b.receivedAt.getTime() && a.id < b.id) ? [a, b] : [b, a]
    for (const version of other.versions) {
      const { version: number, movedFrom, ...kept } = version
      const from = movedFrom ?? (version.added === undefined ? { declarationId: other.id, version: number } : undefined)
      survivor.versions.push({ ...kept, version: survivor.versions.length + 1, ...(from === undefined ? {} : { movedFrom: from }) })
    }
    for (const record of other.messages) {
      record.declarationId = survivor.id
      record.changed = true
      survivor.messages.push(record)
    }
    survivor.mrn ??= other.mrn
    survivor.lrn ??= other.lrn
    if (survivor.declarant === '') survivor.declarant = other.declarant
    survivor.touched = true
    other.joinedInto = survivor.id
    other.touched = true
    this.redirects.push({ id: other.id, survivorId: survivor.id })
    this.#index(survivor)
    this.#event('declaration.joined', survivor, { joined: other.id }, subject)
    return survivor
  }

  #survivor (entry: Entry): Entry {
    const next = entry.joinedInto === undefined ? undefined : this.entries.get(entry.joinedInto)
    return next === undefined ? entry : this.#survivor(next)
  }

  #event (type: string, entry: Entry, data: Record<string, unknown>, actorSubject: string): void {
    this.events.push({ type, subject: `declaration:${entry.id}`, data, actorSubject })
  }
}

/** A stored correction whose message is stored too keeps its bytes there. */
const NO_ORIGINAL: Original = { bytes: new Uint8Array(), mediaType: 'application/octet-stream', sha256: Buffer.alloc(32) }

function pushedVersion (push: DeclarationPush, version: number): KeptVersion {
  return {
    version, status: push.status, statusDated: push.statusDated, statusAt: push.statusAt, receivedAt: push.receivedAt, preLodged: isPreLodged(push.content), fromMessage: false,
    acceptedOn: push.acceptedOn, mrn: push.mrn, hash: push.hash, sourceSystem: push.sourceSystem, content: push.content,
    added: { text: push.text, original: push.original, messageId: null }
  }
}

function verdict (entry: Entry, outcome: Verdict['outcome'], version: number): Verdict {
  return {
    outcome, kind: 'declaration', declarationId: entry.id, version, messageId: null, messageState: null, replayed: false, mrn: entry.mrn, lrn: entry.lrn
  }
}

export function currentVersion (entry: Entry): KeptVersion {
  const number = stateOf(entry).currentVersion
  const current = entry.versions.find(({ version }) => version === number)
  if (current === undefined) throw new Error(`Declaration ${entry.id} has no version ${number}`)
  return current
}

/** The day on which it counts: of acceptance, until then of first receipt. */
export const countedOnOf = (entry: Entry): string => stateOf(entry).acceptedOn ?? utcDay(entry.receivedAt)

/**
 * Says for which unit the declaration counts. Where the version in force is silent, the newest that is not tells: a broker's message does
 * not take back what the operator's own system said.
 */
export function attribute (entry: Entry, directory: Directory | undefined): void {
  const current = currentVersion(entry)
  const contents = [current, ...entry.versions.toSorted((a, b) => b.version - a.version)].map(({ content }) => content)
  const stated = (name: 'orgUnitId' | 'handledBy' | 'siteId'): string | undefined => contents.find((content) => content[name] !== undefined)?.[name]
  entry.orgUnitId = unitOf({ orgUnitId: stated('orgUnitId'), handledBy: stated('handledBy'), siteId: stated('siteId') }, countedOnOf(entry), directory)
}

/** What became of it, in this state. */
export function courseOfEntry ({ versions, messages }: Pick<Entry, 'versions' | 'messages'>, state: DeclarationState): Course[] {
  const pushed = versions.filter(({ fromMessage }) => !fromMessage)
  return courseOf({ state, stated: pushed.map(({ status }) => status), contents: pushed.filter(({ mrn }) => mrn !== null).map(({ content }) => content), messages })
}

/** The state that follows from the entry's versions and messages. */
export const stateOf = (entry: Entry): DeclarationState => foldDeclaration(factsOf(entry))

export function factsOf (entry: Entry): DeclarationFacts {
  return {
    versions: entry.versions,
    answers: entry.messages.flatMap((record) => record.message.kind === 'answer' ? [{ ...record, answer: record.message }] : []),
    requests: entry.messages.flatMap((record) => record.message.kind === 'answer'
      ? []
      : [{ id: record.id, kind: record.message.kind, reference: record.reference ?? undefined, issuedAt: record.issuedAt, changedPaths: changedPaths(record.message) }]),
    lrn: entry.lrn
  }
}
