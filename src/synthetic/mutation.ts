import type { Check, CheckContext } from '../declarations/checks/check.ts'
import { evaluateDeclaration } from '../declarations/checks/evaluate.ts'
import { examinedOf } from '../declarations/checks/examine-content.ts'
import type { DeclarationContent } from '../declarations/data-elements.ts'
import { directionOf } from '../declarations/derivation.ts'
import type { ReferenceData } from '../reference/reference-data.ts'
import { randomOf } from '../statistics/seeded-random.ts'
import { ERROR_KINDS } from './kinds/all-kinds.ts'
import type { ErrorKind } from './kinds/kind.ts'
import type { Trader } from './trader.ts'

/**
 * The same errors planted into copies of declarations that others wrote, so that not only what the generator makes is found. Each
 * copy has one error; what the checks say before and after is compared. No history, no registers: errors that need them are left out. Pure.
 */

export interface RealDeclaration {
  readonly name: string
  readonly content: DeclarationContent
}

export interface MutationTally {
  readonly kind: string
  /** Declarations in which the error could be planted and was not there yet. */
  readonly planted: number
  readonly found: number
  readonly missedIn: readonly string[]
}

export interface MutationOptions {
  readonly trader: Trader
  readonly reference: ReferenceData
  readonly checks: readonly Check[]
  /** The day on which the copies are received and judged. */
  readonly today: string
}

const MUTATED = new Set(['declaration', 'list'])

/** A tally for each kind that could be planted anywhere. */
export function mutateAll (declarations: readonly RealDeclaration[], options: MutationOptions): MutationTally[] {
  return ERROR_KINDS.filter(({ needs }) => MUTATED.has(needs)).map((kind) => tally(kind, declarations, options)).filter(({ planted }) => planted > 0)
}

function tally (kind: ErrorKind, declarations: readonly RealDeclaration[], options: MutationOptions): MutationTally {
  const results = declarations.map((real) => ({ name: real.name, found: mutate(kind, real, options) })).filter(({ found }) => found !== undefined)
  return { kind: kind.id, planted: results.length, found: results.filter(({ found }) => found).length, missedIn: results.filter(({ found }) => found === false).map(({ name }) => name) }
}

/** Whether an expected check finds what it did not find before; undefined where the error cannot be planted, or is there already. */
function mutate (kind: ErrorKind, { name, content }: RealDeclaration, { trader, reference, checks, today }: MutationOptions): boolean | undefined {
  const asked = checks.filter(({ id }) => kind.checks.includes(id))
  const hitsOf = (declared: DeclarationContent): string[] => {
    const context: CheckContext = { reference, history: { ofGoods: () => undefined }, knowledge: { ownEoris: ownEorisOf(content) }, today }
    return evaluateDeclaration(examinedOf(declared, { receivedOn: today }), context, asked).filter(({ outcome }) => outcome === 'hit').map(({ check, itemNumber }) => `${check} ${itemNumber ?? ''}`)
  }
  const random = randomOf(`${trader.seed}/mutation/${kind.id}/${name}`)
  const { lawDay } = examinedOf(content, { receivedOn: today })
  const planted = kind.plant(content, { random, day: lawDay, until: today, reference, goods: trader.goods, linesOf: () => 0, earlier: undefined })
  if (planted === undefined) return undefined
  const before = new Set(hitsOf(content))
  const isThere = kind.checks.some((check) => before.has(`${check} `) || before.has(`${check} ${planted.itemNumber ?? content.items[0]?.itemNumber ?? ''}`))
  return isThere ? undefined : hitsOf(planted.content).some((hit) => !before.has(hit))
}

/** The operator to whom the declaration belongs: importer or exporter, else whoever declares. */
function ownEorisOf (content: DeclarationContent): ReadonlySet<string> {
  const party = directionOf(content) === 'import' ? content.importer : content.exporter
  return new Set([party?.eori ?? content.declarant ?? ''])
}
