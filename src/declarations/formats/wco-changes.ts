import type { DeclarationContent } from '../data-elements.ts'
import { directionOf } from '../derivation.ts'
import { invoiceCurrencyOf } from './wco-invoice-currency.ts'

/** Changes to a declaration, as amendments ask for them and customs' corrections make them. Plain data. */

/** An item by its number. */
export interface ItemStep { readonly itemNumber: number }
/** An entry of a list: the one that is like this, else the one at this position (from 1), else a new one at the end. */
export interface EntryStep { readonly position?: number, readonly like?: Readonly<Record<string, unknown>> }
/** A field that depends on the direction of the declaration, which a request does not state. */
export interface DirectionStep { readonly import: string, readonly export: string }
export type Step = string | ItemStep | EntryStep | DirectionStep

/** The value that a place gets; without one, the place is emptied. */
export interface Assignment {
  readonly path: readonly Step[]
  readonly value?: unknown
}

interface ChangeOrigin {
  /** The pointer as the message gives it: `42A/67A/68A[1]/23A/65A/128`. */
  readonly pointer: string
  /** Change reason, coded. */
  readonly reason?: string
  /** What the sender says about this change. */
  readonly remark?: string
}
/** One pointer, resolved. The first assignment is what it points at, the others belong to it (the currency of an amount). */
export interface ResolvedChange extends ChangeOrigin { readonly assignments: readonly Assignment[] }
/** A pointer whose place or value cannot be told for certain. It is kept, and changes nothing. */
export interface UnresolvedChange extends ChangeOrigin { readonly unresolved: string }
export type Change = ResolvedChange | UnresolvedChange

export const isResolved = (change: Change): change is ResolvedChange => 'assignments' in change

/**
 * The place that a change is about, as text: `/items/{1}/netMass`. Equal for a request and for customs' correction of the
 * same element, whichever of them describes the entry of a list more closely. Unresolved: the pointer itself.
 */
export function changePath (change: Change): string {
  const [main] = isResolved(change) ? change.assignments : []
  return main === undefined ? change.pointer : main.path.map((step) => `/${stepText(step)}`).join('')
}

function stepText (step: Step): string {
  if (typeof step === 'string') return step
  if ('itemNumber' in step) return `{${step.itemNumber}}`
  if ('import' in step) return `${step.import}|${step.export}`
  return step.position === undefined ? `{${Object.values(step.like ?? {}).join('+')}}` : `{${step.position}}`
}

/** The declaration after the changes; the given one stays as it is. What is unresolved changes nothing. */
export function applyChanges (content: DeclarationContent, changes: readonly Change[]): DeclarationContent {
  const assignments = inOrder(changes.filter(isResolved).flatMap((change) => change.assignments))
  const direction = directionOf(content)
  const changed = assignments.reduce<unknown>((tree, { path, value }) => assign(tree, path.map((step) => settled(step, direction)), value), content)
  return withInvoiceCurrency(content, changed as DeclarationContent)
}

/** Entries are taken out at the end, from the last position to the first, so that each pointer finds the place it meant. */
function inOrder (assignments: readonly Assignment[]): Assignment[] {
  const position = ({ path, value }: Assignment): number => {
    const last = path.at(-1)
    return value === undefined && typeof last === 'object' && 'position' in last ? last.position ?? 0 : Infinity
  }
  return assignments.toSorted((a, b) => position(b) === position(a) ? 0 : position(b) - position(a))
}

const settled = (step: Step, direction: 'import' | 'export'): Exclude<Step, DirectionStep> =>
  typeof step === 'object' && 'import' in step ? step[direction] : step

/** A currency that followed from the amounts before follows from them still. */
function withInvoiceCurrency (before: DeclarationContent, after: DeclarationContent): DeclarationContent {
  if (before.invoiceCurrency !== invoiceCurrencyOf(before)) return after
  const { invoiceCurrency: _superseded, ...rest } = after
  const currency = invoiceCurrencyOf(after)
  return currency === undefined ? rest : { ...rest, invoiceCurrency: currency }
}

type PlainStep = Exclude<Step, DirectionStep>

/** A copy with the value at the path; whatever holds nothing any more goes too. */
function assign (tree: unknown, path: readonly PlainStep[], value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  return typeof step === 'string' ? assignMember(tree, step, rest, value) : assignEntry(tree, step, rest, value)
}

function assignMember (tree: unknown, name: string, rest: readonly PlainStep[], value: unknown): unknown {
  const { [name]: present, ...others } = (tree ?? {}) as Record<string, unknown>
  const assigned = assign(present, rest, value)
  if (assigned !== undefined) return present === undefined ? { ...others, [name]: assigned } : { ...(tree as object), [name]: assigned }
  return Object.keys(others).length === 0 ? undefined : others
}

function assignEntry (tree: unknown, step: ItemStep | EntryStep, rest: readonly PlainStep[], value: unknown): unknown {
  const list = (tree ?? []) as readonly unknown[]
  const index = indexOf(list, step)
  if (index === -1) {
    const entry = value === undefined ? undefined : assign(newEntry(step, rest), rest, value)
    return entry === undefined ? tree : [...list, entry]
  }
  const entry = assign(list[index], rest, value)
  const changed = entry === undefined ? list.toSpliced(index, 1) : list.with(index, entry)
  return changed.length === 0 ? undefined : changed
}

/** What a new entry starts from when only a part of it is assigned. */
function newEntry (step: ItemStep | EntryStep, rest: readonly PlainStep[]): unknown {
  if (rest.length === 0) return undefined
  return 'itemNumber' in step ? { itemNumber: step.itemNumber } : { ...step.like }
}

function indexOf (list: readonly unknown[], step: ItemStep | EntryStep): number {
  if ('itemNumber' in step) return list.findIndex((item) => (item as ItemStep).itemNumber === step.itemNumber)
  const alike = step.like === undefined ? -1 : list.findIndex((entry) => isLike(entry, step.like ?? {}))
  if (alike !== -1) return alike
  return step.position !== undefined && step.position <= list.length ? step.position - 1 : -1
}

function isLike (entry: unknown, like: Readonly<Record<string, unknown>>): boolean {
  return typeof entry === 'object' && entry !== null && Object.entries(like).every(([name, value]) => (entry as Record<string, unknown>)[name] === value)
}
