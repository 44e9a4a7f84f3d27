import type { Catalogue } from '../catalogue/question.ts'
import type { Reason } from './answer-state.ts'
import { ownerOf } from './kept-answer.ts'
import type { AnswerWords, Evidence, KeptEntry, KeptStanding, WholeStanding } from './kept-answer.ts'
import type { QuestionStanding } from './read-standings.ts'

/** Questions and answers as they cross the wire. Pure. */

const WORDS: Readonly<Record<Exclude<Reason['because'], 'touched'>, string>> = {
  never_answered: 'Nobody has answered it.', words_erased: 'The words of the answer were erased: answer it anew.',
  review_passed: 'Nobody has confirmed it by the day of its review.', review_near: 'The day of its review comes near.'
}

/** What a token may not read of is not named, only that it happened. */
export type MayRead = (scope: string) => boolean

function reasonToWire ({ events }: Pick<Catalogue, 'events'>, { because, event, on, recordedAt, subject }: Reason, mayRead: MayRead) {
  const rule = event === null ? undefined : events.get(event)
  return { because, event, on, recordedAt: recordedAt?.toISOString() ?? null, subject: rule !== undefined && mayRead(rule.scope) ? subject : null, words: because === 'touched' ? rule?.because ?? '' : WORDS[because] }
}

export type QuestionWire = ReturnType<typeof questionToWire>

export function questionToWire (catalogue: Pick<Catalogue, 'events' | 'sections'>, { question, kept, state, reasons }: QuestionStanding, mayRead: MayRead) {
  const { id, number, section, ...asked } = question
  return {
    id, section, sectionTitle: catalogue.sections.find((one) => one.id === section)?.title ?? '', ...asked, numberOrigin: number, state, reasons: reasons.map((reason) => reasonToWire(catalogue, reason, mayRead)),
    revision: kept?.revision ?? 0, answeredOn: kept?.answeredOn ?? null, lookedOn: kept?.lookedOn ?? null, reviewOn: kept?.reviewOn ?? null, notApplicable: kept?.notApplicable ?? null, owner: kept === undefined ? null : ownerOf(kept),
    href: `/v1/questionnaire/${id}`
  }
}

export function answerToWire ({ words, evidence, answeredBy, notApplicable, isErased, kind, person, recordedAt, ...kept }: KeptStanding & AnswerWords) {
  return {
    text: notApplicable ? null : words, notApplicable: notApplicable ? { because: words } : null, evidence, owner: ownerOf(kept), answeredOn: kept.answeredOn, answeredBy, wordsErased: isErased,
    confirmedBy: kind === 'confirmed' ? person : null, lookedOn: kept.lookedOn, reviewOn: kept.reviewOn, recordedAt: recordedAt.toISOString()
  }
}

export type WholeWire = QuestionWire & { readonly answer: ReturnType<typeof answerToWire> | null }

export const wholeToWire = (catalogue: Pick<Catalogue, 'events' | 'sections'>, standing: QuestionStanding<WholeStanding>, mayRead: MayRead): WholeWire =>
  ({ ...questionToWire(catalogue, standing, mayRead), answer: standing.kept === undefined ? null : answerToWire(standing.kept) })

export interface EntryWire {
  readonly number: number
  readonly kind: KeptEntry['kind']
  readonly answer: number
  readonly lookedOn: string
  readonly reviewOn: string
  readonly text: string | null
  readonly notApplicable: { readonly because: string | null } | null
  readonly evidence: readonly Evidence[] | null
  readonly owner: ReturnType<typeof ownerOf> | null
  readonly wordsErased: boolean
  readonly person: string | null
  readonly recordedBy: string
  readonly recordedAt: string
}

export function entryToWire ({ notApplicable, words, isErased, ownerPosition, ownerUnit, recordedAt, ...entry }: KeptEntry): EntryWire {
  return {
    ...entry, text: notApplicable === false ? words : null, notApplicable: notApplicable === true ? { because: words } : null, owner: notApplicable === null ? null : ownerOf({ ownerPosition, ownerUnit }),
    wordsErased: isErased, recordedAt: recordedAt.toISOString()
  }
}
