import { v7 as uuidV7 } from 'uuid'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { worksWith } from '../../competence/ai-use.ts'
import { requirementsBy } from '../../competence/requirements.ts'
import { SHIPPED_CATALOGUE } from '../../competence/shipped-catalogue.ts'
import { readTraining } from '../../loader/read-training.ts'
import type { TrainingFacts } from '../../loader/read-training.ts'
import { dueOf } from '../model.ts'
import type { ConcernedPerson } from '../model.ts'
import { NEED_RULES } from '../rules.ts'
import * as store from '../store.ts'
import type { NeedDeps } from './deps.ts'

/** A need that an AI system brings when it comes into use, changes or goes wrong: whoever works with it must learn what is new (AI Act Art. 4). */

export interface NewAiSystem {
  /** Code of the system. */
  readonly system: string
  /** introduced: it comes into use for the first time; changed: something material about it did; incident: something went wrong with it. */
  readonly because: 'introduced' | 'changed' | 'incident'
}

const WORDS: Readonly<Record<NewAiSystem['because'], string>> = { introduced: 'comes into use', changed: 'has changed materially', incident: 'had an incident' }
const SOURCE = 'new_ai_system'
const { aiUse: { topic: TOPIC }, matrixSeverity: SEVERITY } = SHIPPED_CATALOGUE

/**
 * Opens it for those who work with the system today; while an earlier one of the system is open, whoever is new joins that. Nothing is
 * opened where nobody does. In the caller's transaction, after what it writes, with a fixed number of statements.
 */
export async function openLiteracyNeed (tx: OperatorTx, deps: Pick<NeedDeps, 'workforce' | 'aiUses'>, { system, because }: NewAiSystem): Promise<void> {
  await store.waitForTurn(tx)
  const today = utcDay(tx.at)
  const facts = await readTraining(tx, deps, { days: [today], topics: [TOPIC] })
  const people = peopleWith(facts, system, today)
  if (people.length === 0) return
  const open = await store.openNeedNaming(tx, SOURCE, system)
  if (open !== undefined) {
    await store.insertPeople(tx, people.map((person) => ({ needId: open.id, ...person })))
    tx.log('training_need.extended', `training_need:${open.id}`, { severity: open.severity, dueOn: open.dueOn })
    return
  }
  const [id, dueOn, level] = [uuidV7(), dueOf(NEED_RULES, SEVERITY, today), Math.max(...people.map((person) => person.level))]
  await store.insertNeeds(tx, [{
    id, source: SOURCE, topic: TOPIC, level, unit: null, severity: SEVERITY, openedOn: today, dueOn, ownerPosition: null, rulesRelease: null, evidenceFrom: null, evidenceTo: null, unitPeople: facts.peopleOn(today).length,
    figures: [], roles: [], references: [system], reason: `AI system ${system} ${WORDS[because]}`, people
  }], await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  tx.log('training_need.opened', `training_need:${id}`, { source: SOURCE, topic: TOPIC, level, unit: null, severity: SEVERITY, dueOn })
}

/** Those who work with it, each at the level that is asked of the person anyway; nobody whom an own requirement excuses. */
function peopleWith ({ peopleOn, own, uses, catalogue }: TrainingFacts, system: string, today: string): ConcernedPerson[] {
  const requirementsOf = requirementsBy(own, catalogue, uses)
  const ofSystem = uses.filter((use) => use.system === system)
  return peopleOn(today).filter((person) => worksWith(person, ofSystem, today)).flatMap((person) => {
    const required = requirementsOf(person, today).find(({ topic }) => topic === TOPIC)
    return required === undefined ? [] : [{ person: person.person, level: required.level }]
  })
}
