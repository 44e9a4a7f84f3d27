import { RATINGS } from '../../risk/method.ts'
import type { Rating } from '../../risk/method.ts'
import { AREAS, CRITERIA } from './areas.ts'
import type { Area, Criterion } from './areas.ts'
import { mappingOf } from './evidence-mapping.ts'
import type { StatedMapping } from './evidence-mapping.ts'
import { EXPOSURE_BASES } from './statement.ts'
import type { ExposureBasis, Statement } from './statement.ts'

/** The catalogue of risks joined with what is proposed for the inputs of each. Pure. */

interface RiskEntry {
  readonly id: string
  readonly area: string
  readonly criterion: string
  readonly title: string
  readonly description: string
  readonly typicalCauses: readonly string[]
  readonly indicators: readonly string[]
  readonly exampleControls: readonly string[]
  readonly saq: readonly string[]
}
interface DefaultsEntry {
  readonly id: string
  readonly likelihood: number
  readonly lossLow: number
  readonly lossHigh: number
  readonly consequence: number
  readonly exposureBasis: string
  readonly evidence: unknown
  readonly reason: string
}
interface DefaultsFile { readonly version: number, readonly unmappedChecks: Readonly<Record<string, string>>, readonly risks: readonly DefaultsEntry[] }

/** What is proposed, and why. */
export interface Proposal extends Statement { readonly reason: string }

export interface CatalogueRisk {
  readonly code: string
  readonly area: Area
  readonly criterion: Criterion
  readonly title: string
  readonly description: string
  readonly typicalCauses: readonly string[]
  /** Names of key figures. */
  readonly indicators: readonly string[]
  readonly exampleControls: readonly string[]
  /** Questions of the self-assessment questionnaire. */
  readonly questions: readonly string[]
  readonly proposal: Proposal
}

export interface RiskCatalogue {
  /** Of the defaults. */
  readonly version: number
  readonly risks: readonly CatalogueRisk[]
  /** Checks that are evidence of no risk, with the reason. */
  readonly unmappedChecks: Readonly<Record<string, string>>
}

/** @throws Error for a risk without defaults or defaults without a risk, and for anything in either that is not known. */
export function readCatalogue (risks: readonly RiskEntry[], defaults: DefaultsFile): RiskCatalogue {
  const proposals = new Map(defaults.risks.map((entry) => [entry.id, entry]))
  if (proposals.size !== defaults.risks.length || proposals.size !== risks.length) throw new Error('The catalogue and its defaults are not of the same risks')
  return { version: defaults.version, risks: risks.map((risk) => readRisk(risk, proposals.get(risk.id))), unmappedChecks: defaults.unmappedChecks }
}

function readRisk ({ id, area, criterion, saq, ...risk }: RiskEntry, defaults: DefaultsEntry | undefined): CatalogueRisk {
  if (defaults === undefined) throw new Error(`Nothing is proposed for the risk ${id}`)
  return { ...risk, code: id, area: oneOf(AREAS, area.replaceAll('-', '_'), id), criterion: criterionOf(criterion, id), questions: saq, proposal: readProposal(defaults) }
}

/** By letter: 39a to 39e. */
function criterionOf (criterion: string, id: string): Criterion {
  const found = CRITERIA[['39a', '39b', '39c', '39d', '39e'].indexOf(criterion)]
  if (found === undefined) throw new Error(`${id} has the unknown criterion ${criterion}`)
  return found
}

function readProposal ({ id, likelihood, lossLow, lossHigh, consequence, exposureBasis, evidence, reason }: DefaultsEntry): Proposal {
  if (!(lossLow > 0 && lossLow <= lossHigh)) throw new Error(`${id} has no range of losses`)
  const basis: ExposureBasis = oneOf(EXPOSURE_BASES, exposureBasis, id)
  return { likelihood: ratingOf(likelihood, id), lossLow, lossHigh, consequence: ratingOf(consequence, id), exposureBasis: basis, evidence: mappingOf(evidence as StatedMapping), reason }
}

function ratingOf (value: number, id: string): Rating {
  const found = RATINGS.find((rating) => rating === value)
  if (found === undefined) throw new Error(`${id} has the unknown band ${value}`)
  return found
}

function oneOf<Value extends string> (values: readonly Value[], value: string, id: string): Value {
  const found = values.find((known) => known === value)
  if (found === undefined) throw new Error(`${id} has the unknown ${value}`)
  return found
}
