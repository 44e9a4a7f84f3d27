import type { Area } from '../catalogue/areas.ts'
import type { AuditException } from './audit.ts'

/** Areas that an audit leaves out: their risks are in no figure and no gate, and are named. Pure. */

/** A risk in scope of an area that is left out. */
export interface LeftOutRisk {
  readonly code: string
  readonly title: string
  readonly area: Area
  /** Whether it would have figures: somebody stated its inputs. */
  readonly stated: boolean
}

interface InArea { readonly code: string, readonly title: string, readonly area: Area }

export const areasLeftOut = (exceptions: readonly Pick<AuditException, 'kind' | 'subject'>[]): ReadonlySet<string> => new Set(exceptions.flatMap(({ kind, subject }) => kind === 'area_left_out' ? [subject] : []))

/** What is looked at, and by code what is not. */
export function looked <Risk extends InArea, Unscored extends InArea, Facts extends { readonly risks: readonly Risk[], readonly unscored: readonly Unscored[] }> (facts: Facts, exceptions: readonly AuditException[]): { readonly looked: Facts, readonly leftOut: readonly LeftOutRisk[] } {
  const areas = areasLeftOut(exceptions)
  const named = (risks: readonly InArea[], stated: boolean): LeftOutRisk[] => risks.filter(({ area }) => areas.has(area)).map(({ code, title, area }) => ({ code, title, area, stated }))
  return {
    looked: { ...facts, risks: facts.risks.filter(({ area }) => !areas.has(area)), unscored: facts.unscored.filter(({ area }) => !areas.has(area)) },
    leftOut: [...named(facts.risks, true), ...named(facts.unscored, false)].toSorted((one, other) => one.code < other.code ? -1 : 1)
  }
}
