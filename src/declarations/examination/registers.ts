import { NOTHING_NAMED } from '../../platform/registers.ts'
import type { Register, RegisterNeeds, RegisterQuery } from '../../platform/registers.ts'
import type { Knowledge } from '../checks/knowledge.ts'
import type { BatchNeeds } from './register-needs.ts'

/**
 * The registers of other features, as the examiner reads them. Whole ones come with the operator's context; asked ones are read for
 * each batch, in the flight of its facts, unless it is known that there is nothing to ask.
 */

/** What each register answers: the member of `Knowledge` that it fills. What is read for another end is one more member here. */
type Contents = Required<Omit<Knowledge, 'ownEoris'>>
type RegisterName = keyof Contents

/** What other features keep; what nobody keeps is left out. */
export type Registers = { readonly [Name in RegisterName]?: Register<Contents[Name]> }

/** What they answered; what the operator does not keep is left out. */
export type RegisterAnswers = { readonly [Name in RegisterName]?: Contents[Name] }

/** What is kept in memory of an operator's registers. */
export interface KeptRegisters {
  /** Answers of those that are read whole. */
  readonly whole: RegisterAnswers
  /** Of those to ask: what they answer when nothing is asked. One that announces its first record and is left out is not kept. */
  readonly unasked: RegisterAnswers
}

const ANY_MRN = ({ mrns }: BatchNeeds): boolean => mrns.length > 0

/** Whether a batch asks anything of the register; one that is not here is asked by every batch. */
const ASKED_BY: Readonly<Partial<Record<RegisterName, (needs: BatchNeeds) => boolean>>> = {
  goods: ({ goodsRefs }) => goodsRefs.length > 0,
  suppliers: ({ supplierRefs }) => supplierRefs.length > 0,
  mandates: ({ representatives }) => representatives.length > 0,
  reviewers: ({ reviewers }) => reviewers.length > 0,
  guarantee: ({ hasGuarantee }) => hasGuarantee,
  documents: ANY_MRN,
  movements: ANY_MRN,
  exits: ANY_MRN,
  quotas: ANY_MRN,
  extensions: ANY_MRN,
  excise: ({ arcs }) => arcs.length > 0,
  licences: ({ documentReferences }) => documentReferences.length > 0
}

const entriesOf = (registers: Registers): [RegisterName, Register<unknown>][] => Object.entries(registers) as [RegisterName, Register<unknown>][]

/** One statement a register, all sent at once. */
async function load (names: readonly RegisterName[], registers: Registers, query: RegisterQuery, operatorId: string, needs: RegisterNeeds): Promise<[RegisterName, unknown][]> {
  return await Promise.all(names.map(async (name): Promise<[RegisterName, unknown]> => [name, await registers[name]?.load(query, operatorId, needs)]))
}

const answersOf = (loaded: readonly [RegisterName, unknown][]): RegisterAnswers => Object.fromEntries(loaded.filter(([, answer]) => answer !== undefined))

/** For a connection that takes no statement while it answers another. */
export function inTurn (query: RegisterQuery): RegisterQuery {
  let last: Promise<unknown> = Promise.resolve()
  return async <Row>(text: string, values: readonly unknown[]): Promise<Row[]> => {
    const mine = last.then(async () => await query<Row>(text, values))
    last = mine.catch(() => { /* whoever asked hears of it */ })
    return await mine
  }
}

/** For the operator's context; call it after the head's version was read, so that a change meanwhile is seen as one. */
export async function loadKept (registers: Registers, query: RegisterQuery, operatorId: string): Promise<KeptRegisters> {
  const names = (wanted: (register: Register<unknown>) => boolean): RegisterName[] => entriesOf(registers).flatMap(([name, register]) => wanted(register) ? [name] : [])
  const [whole, unasked] = await Promise.all([
    load(names(({ kind }) => kind === 'whole'), registers, query, operatorId, NOTHING_NAMED),
    load(names(({ kind, announcesFirst }) => kind === 'asked' && announcesFirst === true), registers, query, operatorId, NOTHING_NAMED)
  ])
  return { whole: answersOf(whole), unasked: answersOf(unasked) }
}

/** What a batch asks, of which registers; nothing for most batches of an operator without them. */
export interface RegisterQuestions {
  readonly names: readonly RegisterName[]
  readonly needs: RegisterNeeds
}

/** @param about what the batch names, if any register may be asked at all. */
export function questionsOf (registers: Registers, { unasked }: KeptRegisters, about: () => BatchNeeds): RegisterQuestions {
  const asked = entriesOf(registers).filter(([name, { kind, announcesFirst }]) => kind === 'asked' && (announcesFirst !== true || unasked[name] !== undefined))
  if (asked.length === 0) return { names: [], needs: NOTHING_NAMED }
  const needs = about()
  return { needs, names: asked.flatMap(([name, { announcesFirst }]) => announcesFirst === true && ASKED_BY[name]?.(needs) === false ? [] : [name]) }
}

/** What they answer to a batch that asks nothing. */
export const unasked = (kept: KeptRegisters): RegisterAnswers => ({ ...kept.unasked, ...kept.whole })

/** All that the operator's registers answer, whole ones included; a statement for each that is asked. */
export async function askRegisters (registers: Registers, kept: KeptRegisters, query: RegisterQuery, operatorId: string, { names, needs }: RegisterQuestions): Promise<RegisterAnswers> {
  // One that was asked and is not kept any more is none, whatever it said when the context was read.
  return answersOf(Object.entries({ ...unasked(kept), ...Object.fromEntries(await load(names, registers, query, operatorId, needs)) }) as [RegisterName, unknown][])
}
