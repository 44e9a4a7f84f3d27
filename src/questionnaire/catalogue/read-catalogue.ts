import { appliesTo, CRITERIA, LINK_KINDS, NUMBER_ORIGINS } from './question.ts'
import type { Catalogue, EventRule, Question, Section, ShownBy } from './question.ts'

/** The files of the questionnaire, checked as a whole. Pure. */

interface Entry { readonly id: string, readonly section: string, readonly words: string, readonly criteria: readonly string[], readonly ai: boolean, readonly number: string, readonly prefill: string | null }
export interface QuestionFile { readonly release: string, readonly source: string, readonly remark: string, readonly sections: readonly Section[], readonly questions: readonly Entry[] }
export interface EventFile { readonly release: string, readonly confirmWithinMonths: number, readonly dueWithinDays: number, readonly events: readonly EventRule[] }
export interface LinkFile { readonly questions: Readonly<Record<string, readonly { readonly kind: string, readonly name: string, readonly href: string }[]>> }

/** @throws Error for a question or kind that is there twice, and for a section, question, criterion or kind of link that is not known. */
export function readCatalogue (file: QuestionFile, events: EventFile, links: LinkFile): Catalogue {
  const ids = file.questions.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) throw new Error('A question is there twice')
  const strangers = [...Object.keys(links.questions), ...events.events.flatMap(({ questions }) => questions)].filter((id) => !ids.includes(id))
  if (strangers.length > 0) throw new Error(`There is no question ${strangers.join(', ')}`)
  if (new Set(events.events.map(({ kind }) => kind)).size !== events.events.length) throw new Error('A kind of event is there twice')
  return {
    release: file.release, source: file.source, remark: file.remark, sections: file.sections, questions: file.questions.map((entry) => questionOf(entry, file.sections, links)),
    eventsRelease: events.release, events: new Map(events.events.map((rule) => [rule.kind, rule])), confirmWithinMonths: events.confirmWithinMonths, dueWithinDays: events.dueWithinDays
  }
}

function questionOf ({ criteria: named, number, ...entry }: Entry, sections: readonly Section[], links: LinkFile): Question {
  if (!sections.some(({ id }) => id === entry.section)) throw new Error(`${entry.id} is of the unknown section ${entry.section}`)
  const criteria = named.map((name) => oneOf(CRITERIA, name, entry.id))
  const shownBy = (links.questions[entry.id] ?? []).map(({ kind, name, href }): ShownBy => ({ kind: oneOf(LINK_KINDS, kind, entry.id), name, href }))
  return { ...entry, criteria, number: oneOf(NUMBER_ORIGINS, number, entry.id), appliesTo: appliesTo(criteria), shownBy }
}

function oneOf<Value extends string> (values: readonly Value[], name: string, of: string): Value {
  const found = values.find((value) => value === name)
  if (found === undefined) throw new Error(`${of} names the unknown ${name}`)
  return found
}
