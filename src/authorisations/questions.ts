import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DecisionKind } from './state.ts'
import type { Scope, Terms } from './terms.ts'

/** Which questions of the AEO self-assessment speak of an authorisation, and of which of its conditions. */

export type Condition = keyof Scope | Exclude<keyof Terms, 'scope' | 'effectiveToProposed'>

interface QuestionMap {
  readonly release: string
  readonly byType: Readonly<Record<string, readonly string[]>>
  readonly byCondition: Readonly<Record<Condition, readonly string[]>>
  readonly byDecision: Readonly<Partial<Record<DecisionKind, readonly string[]>>>
}

const map = JSON.parse(readFileSync(join(import.meta.dirname, 'question-map.json'), 'utf8')) as QuestionMap
export const QUESTIONS_RELEASE = map.release

export interface TouchedQuestion { readonly id: string, readonly because: readonly string[] }

/** By their number, each with all that leads to it: the type, conditions, the kind of a decision. */
export function touchedQuestions (type: string, conditions: readonly Condition[], kind: DecisionKind | undefined): TouchedQuestion[] {
  const named: [id: string, because: string][] = [
    ...(map.byType[type] ?? []).map((id): [string, string] => [id, 'type']),
    ...conditions.flatMap((condition) => map.byCondition[condition].map((id): [string, string] => [id, condition])),
    ...(kind === undefined ? [] : map.byDecision[kind] ?? []).map((id): [string, string] => [id, kind ?? ''])
  ]
  return [...Map.groupBy(named, ([id]) => id)].map(([id, reasons]) => ({ id, because: [...new Set(reasons.map(([, because]) => because))] }))
    .toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
}
