import { aiSystemDeps, organisationDeps, questionnaireDeps, riskDeps, sanctionDeps, trainingDeps } from './features.ts'
import type { FeatureOptions } from './features.ts'
import * as aiSystems from './ai-systems/index.ts'
import * as organisation from './organisation/index.ts'
import type { Principal } from './platform/access.ts'
import type { OperatorTx } from './platform/db/operator-tx.ts'
import { Problem } from './platform/problem.ts'
import * as questionnaire from './questionnaire/index.ts'
import * as risks from './risks/index.ts'
import * as sanctions from './sanctions/index.ts'
import * as training from './training/index.ts'

/** Erasures on request: what the log says of them, and how each is made again where a backup brought back what was erased. */

/** As the log has it. */
export interface Erasure {
  readonly type: string
  /** `<kind>:<id>`. */
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

type Again = (options: FeatureOptions, principal: Principal, id: string, data: Erasure['data']) => Promise<unknown>

/** As its own route erases: under the same legal holds, with a new event. */
const AGAIN: Readonly<Record<string, Again>> = {
  'person.erased': async (options, principal, id) => await organisation.erasePerson(organisationDeps(options), principal, id, undefined),
  // It had been withdrawn when they were erased; the backup may not know it.
  'training_message.words_erased': async (options, principal, id) => await training.eraseMessageWords(trainingDeps(options), principal, id, undefined, { isWithdrawn: true }),
  'training_need.words_erased': async (options, principal, id) => await training.eraseNeedWords(trainingDeps(options), principal, id, undefined),
  'sanction.words_erased': async (options, principal, id) => await sanctions.eraseWords(sanctionDeps(options), principal, id, undefined),
  'sanction.settings_words_erased': async (options, principal) => await sanctions.eraseSettingsWords(sanctionDeps(options), principal, undefined),
  'ai_system.words_erased': async (options, principal, id) => await aiSystems.eraseSystemWords(aiSystemDeps(options), principal, id, undefined),
  'ai_output.words_erased': async (options, principal, id) => await aiSystems.eraseOutputWords(aiSystemDeps(options), principal, id, undefined),
  'ai_output.rules_words_erased': async (options, principal) => await aiSystems.eraseReasons(aiSystemDeps(options), principal),
  'questionnaire.words_erased': async (options, principal, question) => await questionnaire.eraseAnswerWords(questionnaireDeps(options), principal, question, undefined),
  ...Object.fromEntries(risks.WORD_EVENTS.map((type) => [type, async (options, principal, ref, { description }) =>
    await risks.eraseOnRequest(riskDeps(options), principal, { kind: risks.kindOfEvent(type), ref, route: 'reapply-erasures', description: description === true }, undefined)] satisfies [string, Again]))
}

export const ERASURE_TYPES = Object.keys(AGAIN)

/** Of the log, or of a list of what it told. */
export type Dated = Erasure & { readonly at: Date }

/** In the order in which they were made. */
export async function erasuresOf (tx: OperatorTx): Promise<Dated[]> {
  await tx.query('set local statement_timeout = 0')
  await tx.query('set local transaction_timeout = 0')
  const rows = await tx.query<{ type: string, subject: string, data: string | null, at: Date }>('select l.type, l.subject, l.data, l.at from aeo.operator_log l where l.operator_id = $1 and l.type = any($2::text[]) order by l.epoch, l.seq', [tx.operatorId, ERASURE_TYPES])
  return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data ?? '{}') as Erasure['data'] }))
}

/**
 * Of the list, what the log tells nothing of, neither then nor later: made after the backup was. What it does tell of is left alone, since
 * words that stand there now were said afterwards, and nobody asked to erase those.
 */
export function unmade (listed: readonly Dated[], log: readonly Dated[]): Dated[] {
  const told = Map.groupBy(log, ({ type, subject }) => `${type} ${subject}`)
  return listed.filter(({ type, subject, at, data }) =>
    !(told.get(`${type} ${subject}`) ?? []).some((event) => event.at >= at && (event.data['description'] === true || data['description'] !== true)))
}

/** missing: there is nothing of the kind, as a backup is older than what was erased. refused: by a legal hold that keeps it. */
export type Outcome = 'erased' | 'missing' | { readonly refused: string }

/** What is erased already stays so. @throws Error for a type that is no erasure; whatever keeps the database from it. */
export async function eraseAgain (options: FeatureOptions, principal: Principal, { type, subject, data }: Erasure): Promise<Outcome> {
  const again = AGAIN[type]
  if (again === undefined) throw new Error(`${type} is no erasure`)
  try {
    await again(options, principal, subject.slice(subject.indexOf(':') + 1), data)
    return 'erased'
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return error.status === 404 ? 'missing' : { refused: `${error.title}: ${error.message}` }
  }
}
