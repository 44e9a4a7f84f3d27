import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { sampleNotFound } from '../problems.ts'
import { redrawApart } from '../samples/draw-apart.ts'
import { allDrawn } from '../samples/result-store.ts'
import * as store from '../samples/sample-store.ts'
import { drawHash, SAMPLING_METHOD } from '../sampling/plan.ts'
import { PIECE_ENTRIES } from '../sampling/frame-pieces.ts'
import type { FindingDeps } from './deps.ts'

export interface Redraw {
  /** Whether all that follows agrees. */
  readonly identical: boolean
  /** The frame as it is kept has the size and hash that were recorded when it was drawn from. */
  readonly frameIntact: boolean
  /** The draw as it is kept has the hash that was recorded. */
  readonly drawIntact: boolean
  /** Drawing again gave the same entries for the same reasons in the same order, byte for byte, with the same strata and sums. */
  readonly sameDraw: boolean
  /** Method that drew, and the one that this release draws by: only the same can be expected to draw the same. */
  readonly method: string
  readonly currentMethod: string
  readonly frameHash: string
  readonly drawHash: string
}

/** Pieces read at a time. */
const PIECES = 50

/** Draws again from the frame that is kept, by the seed that is kept, and compares. @throws review-sample-not-found; overloaded while another sample is drawn. */
export async function redrawReviewSample ({ db, clock }: FindingDeps, principal: Principal, id: string): Promise<Redraw> {
  const [sample, kept] = await withOperatorReadOnly(db, principal, 'findings:read', async (tx) => {
    const found = await store.findSample(tx, id)
    if (found === undefined) throw sampleNotFound('No review sample of yours has this id.')
    return [found, await allDrawn(tx, id)] as const
  }, clock)
  const last = Math.ceil(sample.frameSize / PIECE_ENTRIES) - 1
  const again = await redrawApart({ settings: store.settingsOf(sample) }, async (add) => {
    for (let first = 0; first <= last; first += PIECES) {
      const pieces = await withOperatorReadOnly(db, principal, 'findings:read', async (tx) => await store.readPieces(tx, id, first, first + PIECES - 1), clock)
      for (const piece of pieces) add(piece)
    }
  })
  const frameIntact = again.frameSize === sample.frameSize && again.frameHash === sample.frameHash
  const drawIntact = sample.drawHash === drawHash(kept.map((entry) => ({ ...entry, hasErrorHit: entry.reasons.includes('error_hit') })))
  const sameDraw = again.drawHash === sample.drawHash && canonicalJson([again.strata, again.monetary]) === canonicalJson([sample.strata, sample.monetary])
  return {
    identical: frameIntact && drawIntact && sameDraw, frameIntact, drawIntact, sameDraw, method: sample.method, currentMethod: SAMPLING_METHOD, frameHash: again.frameHash, drawHash: again.drawHash
  }
}
