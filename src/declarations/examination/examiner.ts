import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { Database } from '../../platform/db/pool.ts'
import { beginStatement, onConnection } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Register } from '../../platform/registers.ts'
import { CHECKS } from '../checks/catalogue.ts'
import type { Check, CheckContext } from '../checks/check.ts'
import { evaluateDeclaration } from '../checks/evaluate.ts'
import type { CheckResult } from '../checks/evaluate.ts'
import { addDays } from '../checks/elements.ts'
import { examinedOf } from '../checks/examine-content.ts'
import type { KnownFacts } from '../checks/examine-content.ts'
import type { Examined } from '../checks/examined.ts'
import { proposerOf } from '../ai-proposals.ts'
import { unitOf } from '../attribution.ts'
import type { Directory } from '../attribution.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { countedOnOf } from '../ingest/push.ts'
import type { DeclarationPush } from '../ingest/push.ts'
import { ExaminationFacts, loadFacts, needsNothing, needsOf } from './examination-facts.ts'
import type { Query } from './examination-facts.ts'
import { ExaminationRecord } from './examination-record.ts'
import type { FindingPlace } from './examination-record.ts'
import { openedBy } from './finding-changes.ts'
import type { OpenedFinding } from './finding-changes.ts'
import { knowledgeDigest, licencesNamed } from './knowledge-digest.ts'
import { namedDeclarations } from './named-declarations.ts'
import { qualityOf } from './quality.ts'
import { observationsOf } from './observations.ts'
import type { GoodsObservation } from './observations.ts'
import { OperatorContexts, RELEASE } from './operator-context.ts'
import type { OperatorContext } from './operator-context.ts'
import { registerNeedsOf } from './register-needs.ts'
import type { AskingDeclaration } from './register-needs.ts'
import { askRegisters, inTurn, questionsOf, unasked } from './registers.ts'
import type { Registers } from './registers.ts'

/** Examines declarations: loads what the checks may ask, asks them, and says what is to be written. */

export interface ExaminerDeps {
  readonly db: Database
  readonly clock: () => Date
  /** What other features keep and checks ask; what nobody keeps is left out. */
  readonly registers: Registers
  /** Of the organisation: whose unit counts for a declaration that names none. */
  readonly directory?: Register<Directory>
}

export interface ExaminedBatch {
  readonly contextVersion: number
  /** The unit that each declaration counts for, in their order. */
  readonly units: readonly (string | null)[]
  /** For `aeo.record_examinations`: its arrays, and the rest. */
  readonly columns: readonly Buffer[]
  readonly record: string
  readonly events: readonly { readonly type: string, readonly subject: string, readonly data: Record<string, unknown>, readonly actorSubject: string }[]
}

export interface Manner {
  /** Observations that the declaration itself has added, which are no history to it. */
  readonly own?: readonly GoodsObservation[]
  /** One check alone, whether it is on or off. */
  readonly only?: Check
  /** The day on which it is judged; the present one if absent. */
  readonly today?: string
}

export class Examiner {
  readonly contexts: OperatorContexts
  readonly #deps: ExaminerDeps

  constructor (deps: ExaminerDeps) {
    this.#deps = deps
    this.contexts = new OperatorContexts(deps.db.operations, deps)
  }

  today (): string {
    return utcDay(this.#deps.clock())
  }

  /** Declarations that nobody pushed before, as they stand after their first version. Nothing is written here. */
  async examineNew (principal: Principal, pushes: readonly DeclarationPush[]): Promise<ExaminedBatch> {
    const context = await this.contexts.of(principal)
    const facts = await this.#factsOfNew(principal, context, pushes.map((push) => ({ content: push.content, mrn: push.mrn, lawDay: countedOnOf(push) })))
    const record = new ExaminationRecord(RELEASE, context.version, this.today())
    const events: ExaminedBatch['events'][number][] = []
    const units = pushes.map((push) => unitOf(push.content, countedOnOf(push), context.directory))
    for (const [index, push] of pushes.entries()) {
      const { content } = push
      const place: FindingPlace = { declarationId: push.id, version: 1, countedOn: countedOnOf(push), orgUnitId: units[index] ?? null, broker: content.representative?.eori ?? null }
      const known = { receivedOn: utcDay(push.receivedAt), status: push.status, mrn: push.mrn, acceptedOn: push.acceptedOn }
      const results = this.examine(content, known, context, facts)
      record.addExamination(place, qualityOf(push.status, []), results, seenOf(content, known, facts), this.unsettledOn(content, known, facts))
      record.observe(observationsOf(content, place.countedOn, push.status))
      record.link(push.id, namedDeclarations(content))
      const opened = results.filter(({ outcome }) => outcome === 'hit').map(openedBy)
      for (const finding of opened) record.openFinding(place, finding, proposerOf(content, finding.itemNumber, finding.pillar))
      if (opened.length > 0) events.push({ ...openedEvent(push.id, opened), actorSubject: push.subject })
    }
    return { contextVersion: context.version, units, columns: record.columns(), record: record.json(), events }
  }

  /** Asks every check that is on, with the facts that were loaded. */
  examine (content: DeclarationContent, known: KnownFacts, context: OperatorContext, facts: ExaminationFacts, how: Manner = {}): CheckResult[] {
    const examined = examinedWith(content, known, facts)
    const { own = [], only, today = this.today() } = how
    const asked: CheckContext = { reference: context.reference, history: facts.history(own), knowledge: { ...facts.registers, ownEoris: context.ownEoris }, today }
    return only === undefined ? evaluateDeclaration(examined, asked, CHECKS, context.settings) : evaluateDeclaration(examined, asked, [only])
  }

  /**
   * A declaration that names another which is not here yet is looked at again on the morrow: two senders race. So is one that uses a
   * licence: what it writes off, it and those beside it, counts only once they are written.
   */
  unsettledOn (content: DeclarationContent, known: KnownFacts, facts: ExaminationFacts): string | null {
    if (known.receivedOn < this.today()) return null
    const isUnsettled = namedDeclarations(content).some((mrn) => !facts.knows(mrn)) || (facts.registers.licences !== undefined && licencesNamed(content).length > 0)
    return isUnsettled ? addDays(this.today(), 1) : null
  }

  /** Read in one flight on a connection of its own, before the transaction that writes; most often there is nothing to read. */
  async #factsOfNew (principal: Principal, context: OperatorContext, declarations: readonly AskingDeclaration[]): Promise<ExaminationFacts> {
    const { db, registers } = this.#deps
    const needs = needsOf(declarations, false)
    const questions = questionsOf(registers, context.registers, () => registerNeedsOf(declarations))
    if (needsNothing(needs) && questions.names.length === 0) return new ExaminationFacts(unasked(context.registers))
    return await onConnection(db.ingest, async (client) => {
      let isSent = false
      const query: Query = async (text, values) => {
        // After the commit there is no operator, and no row to be seen: an answer would say that nothing is kept.
        if (isSent) throw new Error('A register sends its statement at once or not at all')
        return (await client.query(text, [...values])).rows
      }
      const flight = Promise.all([
        client.query(beginStatement(principal.operatorId, true)),
        loadFacts(query, principal.operatorId, needs, askRegisters(registers, context.registers, query, principal.operatorId, questions)),
        client.query('commit')
      ])
      isSent = true
      return (await flight)[1]
    })
  }

  /** Facts of declarations as a transaction sees them. */
  async factsIn (tx: OperatorTx, context: OperatorContext, declarations: readonly AskingDeclaration[]): Promise<ExaminationFacts> {
    const { registers } = this.#deps
    const questions = questionsOf(registers, context.registers, () => registerNeedsOf(declarations))
    const query = inTurn(tx.query)
    return await loadFacts(query, tx.operatorId, needsOf(declarations, true), askRegisters(registers, context.registers, query, tx.operatorId, questions))
  }

  /** The context as the transaction sees it: what is kept in memory, read again when another replica changed it. */
  async contextIn (tx: OperatorTx): Promise<OperatorContext> {
    const [head] = await tx.query<{ version: string }>('select h.version from aeo.examination_heads h where h.operator_id = $1', [tx.operatorId])
    const version = Number(head?.version ?? 0)
    const kept = await this.contexts.of(tx.principal)
    if (kept.version === version) return kept
    this.contexts.forget(tx.operatorId)
    return await this.contexts.of(tx.principal)
  }
}

export function examinedWith (content: DeclarationContent, known: KnownFacts, facts: ExaminationFacts): Examined {
  const mrn = known.mrn ?? content.mrn ?? null
  return examinedOf(content, { ...known, links: facts.linksOf(content, mrn), simplifiedAcceptedOn: facts.simplifiedAcceptance(content) })
}

/** What a stored result says of what it was judged by, beside release and context. */
export function seenOf (content: DeclarationContent, known: KnownFacts, facts: ExaminationFacts): { histories: Record<string, number>, knowledge?: string } {
  const knowledge = knowledgeDigest(content, () => examinedWith(content, known, facts).lawDay, facts.registers)
  return { histories: facts.versionsOf(content), ...(knowledge === undefined ? {} : { knowledge }) }
}

export function openedEvent (declarationId: string, opened: readonly OpenedFinding[]): { type: string, subject: string, data: Record<string, unknown> } {
  return {
    type: 'finding.opened', subject: `declaration:${declarationId}`,
    data: { findings: opened.map(({ id, check, source, itemNumber, severity }) => ({ id, check: check ?? source, itemNumber, severity })) }
  }
}
