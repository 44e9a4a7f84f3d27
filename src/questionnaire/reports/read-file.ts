import { createHash } from 'node:crypto'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { refuseDay, wholeOn } from '../answers/read-questionnaire.ts'
import type { ReadDeps } from '../answers/read-questionnaire.ts'
import { CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import { READ } from '../deps.ts'
import { questionnaireFile } from './questionnaire-file.ts'
import type { QuestionnaireFile } from './questionnaire-file.ts'

/** The whole questionnaire as of a day, with the hash of what it says: the same for whoever asks, since it names nothing that only some may read of. @throws invalid-request for a day that does not exist. */
export function readFile ({ db, clock, touches }: ReadDeps, principal: Principal, on: string | undefined): Promise<QuestionnaireFile & { readonly sha256: string }> {
  refuseDay(on)
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const day = on ?? utcDay(tx.at)
    const file = questionnaireFile(CATALOGUE, principal.eori, day, await wholeOn(tx, { touches }, day), () => false)
    return { ...file, sha256: createHash('sha256').update(canonicalJson(file)).digest('hex') }
  }, clock)
}
