import type { KeptOutput } from '../outputs/kept-output.ts'

/** Which logged output an item of a declaration carries. Pure. */

export interface CarriedProposal {
  readonly pillar: string
  /** As the item states them: code or id of the system, and a version or ''. */
  readonly system: string
  readonly version: string
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  readonly itemNumber: number
  readonly goodsRef: string | null
  readonly declaredAt: Date
}

export type Candidate = Pick<KeptOutput, 'id' | 'pillar' | 'system' | 'systemId' | 'modelVersion' | 'version' | 'mrn' | 'lrn' | 'declarant' | 'itemNumber' | 'goodsRef' | 'madeAt' | 'planted' | 'proposal'>

/**
 * The output that names the item; else the last one on its goods that was made before and names no declaration, as goods are classified
 * once and declared often. System and version must be those that the item states; a version that it does not state fits any.
 */
export function matchOf (item: CarriedProposal, candidates: readonly Candidate[]): Candidate | undefined {
  const fitting = candidates.filter((output) => !output.planted && isOf(item, output)).toSorted(laterFirst)
  return fitting.find((output) => namesItem(item, output)) ?? fitting.find((output) => output.mrn === null && output.lrn === null && isOnGoods(item, output) && output.madeAt <= item.declaredAt)
}

const isOf = ({ pillar, system, version }: CarriedProposal, output: Candidate): boolean =>
  output.pillar === pillar && (output.system === system || output.systemId === system) && (version === '' || output.modelVersion === version || output.version === version)

export const namesItem = ({ mrn, lrn, declarant, itemNumber }: Pick<CarriedProposal, 'mrn' | 'lrn' | 'declarant' | 'itemNumber'>, output: Pick<Candidate, 'mrn' | 'lrn' | 'declarant' | 'itemNumber'>): boolean =>
  output.itemNumber === itemNumber && ((output.mrn !== null && output.mrn === mrn) || (output.lrn !== null && output.lrn === lrn && output.declarant === declarant))

const isOnGoods = ({ goodsRef }: CarriedProposal, output: Candidate): boolean => goodsRef !== null && output.goodsRef === goodsRef

const laterFirst = (a: Candidate, b: Candidate): number => b.madeAt.getTime() - a.madeAt.getTime() || (a.id < b.id ? 1 : -1)

/** Planted proposals that the item carries all the same: of its system, on its goods or naming it, with the wrong value declared. */
export function plantedIn (item: CarriedProposal, values: readonly string[], candidates: readonly Candidate[], same: (one: string, other: string) => boolean): Candidate[] {
  return candidates.filter((output) => output.planted && isOf(item, output) && output.madeAt <= item.declaredAt && (namesItem(item, output) || isOnGoods(item, output)) && values.some((value) => same(value, output.proposal)))
}
