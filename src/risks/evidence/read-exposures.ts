import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { EvidenceSources } from './deps.ts'
import type { ExposureQuestion } from './exposure.ts'
import type { Days } from './windows.ts'

/** Exposures of all risks at once: a statement for each kind of question, however many risks ask. */

type Declared = Extract<ExposureQuestion, { readonly by: string }>
type AiOutputs = Extract<ExposureQuestion, { readonly of: 'ai_outputs' }>
type InYears = Extract<ExposureQuestion, { readonly of: 'authorisations' | 'people' }>

/** @returns by the question as JSON (`nameOf`); null where there is no data. */
export async function readExposures (tx: OperatorTx, sources: EvidenceSources, questions: readonly ExposureQuestion[]): Promise<ReadonlyMap<string, number | null>> {
  const asked = [...new Map(questions.map((question) => [nameOf(question), question])).values()]
  const answers = [
    ...await readDeclared(tx, sources, asked.filter((question): question is Declared => 'by' in question)),
    ...await readAiOutputs(tx, sources, asked.filter((question): question is AiOutputs => question.of === 'ai_outputs')),
    ...await readYears(tx, sources.authorisationYears, asked.filter((question): question is InYears => question.of === 'authorisations')),
    ...await readYears(tx, sources.personYears, asked.filter((question): question is InYears => question.of === 'people'))
  ]
  return new Map(answers.map(([question, answer]) => [nameOf(question), answer]))
}

export const nameOf = (question: ExposureQuestion): string => JSON.stringify(question)

type Answers = (readonly [ExposureQuestion, number | null])[]

async function readDeclared (tx: OperatorTx, { declared }: EvidenceSources, questions: readonly Declared[]): Promise<Answers> {
  if (questions.length === 0) return []
  const found = await declared(tx, questions.map(({ by, keys, from, to }) => ({ by, keys, from, to })))
  return questions.map((question, index) => [question, found[index]?.[question.of] ?? null])
}

/** Where nothing was ever logged, nobody knows whether there was nothing. */
async function readAiOutputs (tx: OperatorTx, { aiOutputs }: EvidenceSources, questions: readonly AiOutputs[]): Promise<Answers> {
  if (questions.length === 0) return []
  const counts = await aiOutputs(tx, spanOf(questions))
  if (counts.length === 0) return questions.map((question) => [question, null])
  return questions.map((question) => [question, counts
    .filter(({ month, pillar }) => month >= question.from.slice(0, 7) && month <= question.to.slice(0, 7) && (question.pillars.length === 0 || question.pillars.includes(pillar)))
    .reduce((sum, { count }) => sum + count, 0)])
}

async function readYears (tx: OperatorTx, read: EvidenceSources['personYears'], questions: readonly InYears[]): Promise<Answers> {
  if (questions.length === 0) return []
  const found = await read(tx, questions.map(({ from, to }) => ({ from, to })))
  return questions.map((question, index) => [question, found[index] ?? null])
}

export const spanOf = (days: readonly Days[]): Days => ({ from: days.map(({ from }) => from).toSorted()[0] ?? '', to: days.map(({ to }) => to).toSorted().at(-1) ?? '' })
