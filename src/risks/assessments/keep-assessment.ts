import { createHash } from 'node:crypto'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { AssessedInputs } from './assessed-risks.ts'
import { factsRead, isAbove, resultOf } from './assessment.ts'
import type { KeptAssessment } from './assessment.ts'
import * as store from './assessment-store.ts'

/** Keeping what was assessed, by whoever asked for it or by a stage of an audit: reports over time and acceptances see both alike. */

export type Occasion = Pick<KeptAssessment, 'id' | 'reason' | 'recordedBy'>

/** In the caller's transaction, logged with it; two statements. @param assessed with its words put away. */
export async function keepAssessment (tx: OperatorTx, { id, reason, recordedBy }: Occasion, assessed: AssessedInputs): Promise<KeptAssessment> {
  const [facts, result] = [canonicalJson(factsRead(assessed)), canonicalJson(resultOf(assessed))]
  const { on, scope, settings, methodVersion, seed, risks, unscored, portfolio } = assessed
  const kept: KeptAssessment = {
    id, reason, on, scope, settings, methodVersion, seed, scored: risks.length, unscored: unscored.length, above: risks.filter(isAbove).length, portfolio, sha256: createHash('sha256').update(facts).update(result).digest('hex'), recordedBy, recordedAt: tx.at
  }
  await store.insertAssessment(tx, { ...kept, facts, result }, risks)
  tx.log('risk.assessed', `risk_assessment:${id}`, { on, scope, settings, methodVersion, seed, scored: kept.scored, unscored: kept.unscored, above: kept.above, sha256: kept.sha256 })
  return kept
}
