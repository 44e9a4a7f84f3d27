import { holdsOn } from './dated.ts'
import type { Period } from './dated.ts'

/** Power of a representative to act before customs (UCC 18, 19). */
export interface MandateTerm extends Period {
  /** EORI number. */
  readonly representative: string
  /** First day on which it covers nothing any more. */
  readonly revokedOn: string | null
  readonly representation: string
  /** Two digits: requested ones, whatever came before; four: with the previous one. Of this and the following lists empty means all. */
  readonly procedures: readonly string[]
  readonly directions: readonly string[]
  /** Codes of sites. */
  readonly sites: readonly string[]
}

/** What a representative did for the operator; what a declaration does not say is left open. */
export interface RepresentedAct {
  readonly representation: 'direct' | 'indirect' | undefined
  readonly direction: string
  /** Of its items, requested and previous together, for example `4000`; '' where none is declared. */
  readonly procedures: readonly string[]
  readonly site: string | undefined
}

/** What the act would have to say to tell. */
export type MissingOfAct = 'representation_missing' | 'procedure_missing' | 'site_missing'

export interface MandateRegister {
  /** Whether mandates cover all of the act; without one, whether any is valid on the day. */
  readonly covers: (representative: string, day: string, act?: RepresentedAct) => boolean | MissingOfAct
}

export const mandateCovers = (mandate: Pick<MandateTerm, 'validFrom' | 'validTo' | 'revokedOn'>, day: string): boolean => holdsOn(mandate, day) && (mandate.revokedOn === null || day < mandate.revokedOn)

export function mandateRegisterOf (mandates: readonly MandateTerm[]): MandateRegister {
  const byRepresentative = Map.groupBy(mandates, ({ representative }) => representative)
  return {
    covers: (representative, day, act) => {
      const valid = (byRepresentative.get(representative) ?? []).filter((mandate) => mandateCovers(mandate, day))
      return act === undefined ? valid.length > 0 : coveredBy(valid, act)
    }
  }
}

/** Each procedure by any of them: two mandates may share the goods of one declaration. */
function coveredBy (mandates: readonly MandateTerm[], act: RepresentedAct): boolean | MissingOfAct {
  const procedures = act.procedures.length === 0 ? [''] : [...new Set(act.procedures)]
  const answers = procedures.map((procedure) => best(mandates.map((mandate) => covered(mandate, act, procedure))))
  return answers.includes(false) ? false : answers.find((answer) => answer !== true) ?? true
}

const best = (answers: readonly (boolean | MissingOfAct)[]): boolean | MissingOfAct => answers.includes(true) ? true : answers.find((answer) => answer !== false) ?? false

function covered ({ representation, procedures, directions, sites }: MandateTerm, act: RepresentedAct, procedure: string): boolean | MissingOfAct {
  const fits = procedures.length === 0 || procedures.some((scope) => procedure.startsWith(scope))
  const mayFit = fits || procedures.some((scope) => scope.startsWith(procedure))
  if (!mayFit || (directions.length > 0 && !directions.includes(act.direction))) return false
  if (act.representation !== undefined && act.representation !== representation) return false
  if (sites.length > 0 && act.site !== undefined && !sites.includes(act.site)) return false
  if (act.representation === undefined) return 'representation_missing'
  if (!fits) return 'procedure_missing'
  return sites.length > 0 && act.site === undefined ? 'site_missing' : true
}
