import { NOTHING_NAMED } from '../../platform/registers.ts'
import type { Register, RegisterNeeds, RegisterQuery } from '../../platform/registers.ts'
import type { Knowledge } from '../checks/knowledge.ts'

/**
 * The registers of other features, as the examiner reads them. Whole ones come with the operator's context; asked ones are read for
 * each batch, in the flight of its facts, unless it is known that there is nothing to ask.
 */

type KnowledgeName = Exclude<keyof Knowledge, 'ownEoris'>

/** What other features keep, by the member of `Knowledge` that it fills; one that nobody keeps is left out. */
export type Registers = { readonly [Name in KnowledgeName]?: Register<NonNullable<Knowledge[Name]>> }

/** What they answered; one that the operator does not keep is left out. */
export type RegisterAnswers = { readonly [Name in KnowledgeName]?: NonNullable<Knowledge[Name]> }

/** What is kept in memory of an operator's registers. */
export interface KeptRegisters {
  /** Answers of those that are read whole. */
  readonly whole: RegisterAnswers
  /** Of those to ask: what they answer when nothing is asked. One that announces its first record and is left out is not kept. */
  readonly unasked: RegisterAnswers
}

export const NO_REGISTERS: KeptRegisters = { whole: {}, unasked: {} }

/** What a batch must name for the register to be asked; the rest is asked by every batch. */
const ASKED_BY: Readonly<Partial<Record<KnowledgeName, (needs: RegisterNeeds) => readonly string[]>>> = {
  goods: ({ goodsRefs }) => goodsRefs,
  suppliers: ({ supplierRefs }) => supplierRefs,
  mandates: ({ representatives }) => representatives,
  reviewers: ({ reviewers }) => reviewers,
  documents: ({ mrns }) => mrns,
  movements: ({ mrns }) => mrns,
  exits: ({ mrns }) => mrns,
  quotas: ({ mrns }) => mrns,
  extensions: ({ mrns }) => mrns,
  excise: ({ arcs }) => arcs,
  licences: ({ documentReferences }) => documentReferences
}

const entriesOf = (registers: Registers): [KnowledgeName, Register<unknown>][] => Object.entries(registers) as [KnowledgeName, Register<unknown>][]

/** One statement a register, all sent at once. */
async function load (names: readonly KnowledgeName[], registers: Registers, query: RegisterQuery, operatorId: string, needs: RegisterNeeds): Promise<[KnowledgeName, unknown][]> {
  return await Promise.all(names.map(async (name): Promise<[KnowledgeName, unknown]> => [name, await registers[name]?.load(query, operatorId, needs)]))
}

const answersOf = (loaded: readonly [KnowledgeName, unknown][]): RegisterAnswers => Object.fromEntries(loaded.filter(([, answer]) => answer !== undefined))

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
  const names = (wanted: (register: Register<unknown>) => boolean): KnowledgeName[] => entriesOf(registers).flatMap(([name, register]) => wanted(register) ? [name] : [])
  const [whole, unasked] = await Promise.all([
    load(names(({ kind }) => kind === 'whole'), registers, query, operatorId, NOTHING_NAMED),
    load(names(({ kind, announcesFirst }) => kind === 'asked' && announcesFirst === true), registers, query, operatorId, NOTHING_NAMED)
  ])
  return { whole: answersOf(whole), unasked: answersOf(unasked) }
}

/** What a batch asks, of which registers; nothing for most batches of an operator without them. */
export interface RegisterQuestions {
  readonly names: readonly KnowledgeName[]
  readonly needs: RegisterNeeds
}

/** @param about what the batch names, if any register may be asked at all. */
export function questionsOf (registers: Registers, { unasked }: KeptRegisters, about: () => RegisterNeeds): RegisterQuestions {
  const asked = entriesOf(registers).filter(([name, { kind, announcesFirst }]) => kind === 'asked' && (announcesFirst !== true || unasked[name] !== undefined))
  if (asked.length === 0) return { names: [], needs: NOTHING_NAMED }
  const needs = about()
  return { needs, names: asked.flatMap(([name, { announcesFirst }]) => announcesFirst === true && ASKED_BY[name]?.(needs).length === 0 ? [] : [name]) }
}

/** What they answer to a batch that asks nothing. */
export const unasked = (kept: KeptRegisters): RegisterAnswers => ({ ...kept.unasked, ...kept.whole })

/** All that the operator's registers answer, whole ones included; a statement for each that is asked. */
export async function askRegisters (registers: Registers, kept: KeptRegisters, query: RegisterQuery, operatorId: string, { names, needs }: RegisterQuestions): Promise<RegisterAnswers> {
  // One that was asked and is not kept any more is none, whatever it said when the context was read.
  return answersOf(Object.entries({ ...unasked(kept), ...Object.fromEntries(await load(names, registers, query, operatorId, needs)) }) as [KnowledgeName, unknown][])
}
