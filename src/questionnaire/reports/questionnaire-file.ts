import { progressOf } from '../answers/progress.ts'
import type { QuestionStanding } from '../answers/read-standings.ts'
import type { WholeStanding } from '../answers/kept-answer.ts'
import { wholeToWire } from '../answers/wire.ts'
import type { MayRead, WholeWire } from '../answers/wire.ts'
import type { Catalogue } from '../catalogue/question.ts'

/** The whole questionnaire as of a day, as customs is handed it. Pure. */

export interface QuestionnaireFile {
  readonly operator: string
  readonly release: string
  readonly eventsRelease: string
  readonly on: string
  readonly source: string
  readonly remark: string
  readonly progress: { readonly questions: number, readonly answered: number, readonly dueForReview: number, readonly stale: number, readonly unanswered: number, readonly notApplicable: number }
  readonly sections: readonly { readonly section: string, readonly title: string, readonly questions: readonly WholeWire[] }[]
}

export function questionnaireFile (catalogue: Catalogue, operator: string, on: string, standings: readonly QuestionStanding<WholeStanding>[], mayRead: MayRead): QuestionnaireFile {
  const { questions, answered, dueForReview, stale, unanswered, notApplicable } = progressOf(null, '', standings.map(({ question, state, kept }) => ({ question, state, notApplicable: kept?.notApplicable === true })))
  return {
    operator, release: catalogue.release, eventsRelease: catalogue.eventsRelease, on, source: catalogue.source, remark: catalogue.remark, progress: { questions, answered, dueForReview, stale, unanswered, notApplicable },
    sections: catalogue.sections.map(({ id, title }) => ({ section: id, title, questions: standings.filter(({ question }) => question.section === id).map((standing) => wholeToWire(catalogue, standing, mayRead)) }))
  }
}

const COLUMNS = ['section', 'question', 'asked', 'criteria', 'applies_to', 'state', 'answer', 'not_applicable_because', 'evidence', 'owner', 'answered_on', 'looked_on', 'review_on'] as const

/** One line a question, for a spreadsheet (RFC 4180, UTF-8). Numbers stand with words: alone, 1.1.3 is a day for some spreadsheets, and 6.10 is 6.1 for all. It begins with the mark by which they know UTF-8: without, they read è as Ã¨. */
export function questionnaireCsv ({ sections }: Pick<QuestionnaireFile, 'sections'>): string {
  const lines = sections.flatMap(({ section, title, questions }) => questions.map((question) => lineOf(`${section} ${title}`, question)))
  return `\uFEFF${[COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('')}`
}

function lineOf (section: string, { id, words, criteria, appliesTo, state, answer }: WholeWire): string {
  const evidence = (answer?.evidence ?? []).map(({ title, reference }) => title === null ? reference : `${title} (${reference})`).join('; ')
  return [section, `SAQ ${id}`, words, criteria.join(' '), appliesTo.join(' '), state, answer?.text ?? '', answer?.notApplicable?.because ?? '', evidence, answer === null ? '' : `${answer.owner.kind} ${answer.owner.code}`,
    answer?.answeredOn ?? '', answer?.lookedOn ?? '', answer?.reviewOn ?? ''].map(cellOf).join(',')
}

/** What a spreadsheet would take for a formula at the beginning of a cell has an apostrophe before it (security.md RP2). */
const FORMULA = /^["\s]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/
/** Each run of what may end a cell, with a formula after it: found where it begins, so that long runs are read once. */
const NEXT_FORMULA = /(?<!["\s;])["\s;]+(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g

/** Also where a cell begins for a spreadsheet that takes semicolons or tabs for separators, as those of many languages of the Union do: quotes that open elsewhere mean nothing to it, so a line ends a cell too. */
function cellOf (text: string): string {
  const inside = text.replaceAll(NEXT_FORMULA, (run) => /[;\t\r\n]/.test(run) ? `${run}'` : run)
  const safe = FORMULA.test(text) ? `'${inside}` : inside
  return /[";,\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
