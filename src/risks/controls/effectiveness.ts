import { controlPart } from '../../risk/assess-risk.ts'
import { METHOD_VERSION } from '../../risk/method.ts'
import type { KeptControl } from './control.ts'

/** What a control is worth by the risk method, from its design and its tests, and what that is made of. Pure. */

export interface Effectiveness {
  /** e: share of the events of each linked risk that it prevents. */
  readonly prevents: number
  /** 1 − e: factor of the frequency. */
  readonly letsThrough: number
  /** If it always worked as designed. */
  readonly designShare: number
  /** How often it is taken to work: one case each way, and the tests. */
  readonly works: number
  readonly explanation: string
  readonly methodVersion: number
}

/** Null: it does not work any more, and counts for no risk. */
export function effectivenessOf ({ code, state, design, tested: { passed, failed } }: Pick<KeptControl, 'code' | 'state' | 'design' | 'tested'>): Effectiveness | null {
  if (state === 'retired') return null
  const { effectiveness, designShare, factor } = controlPart({ code, design, passed, failed })
  const works = (1 + passed) / (2 + passed + failed)
  const tests = passed + failed === 0 ? 'It was never tested, and counts as working half of the time' : `It worked in ${passed} of ${passed + failed} tested cases, and counts as working ${percent(works)} of the time (one case each way is added)`
  return { prevents: effectiveness, letsThrough: factor, designShare, works, explanation: `Rated ${design}, it prevents ${percent(designShare)} of events if it always works. ${tests}: so it prevents ${percent(effectiveness)}.`, methodVersion: METHOD_VERSION }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
