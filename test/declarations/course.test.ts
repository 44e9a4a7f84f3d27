import t from 'tap'
import { courseOf } from '../../src/declarations/course.ts'
import type { Course, CourseFacts, CourseMessage } from '../../src/declarations/course.ts'
import type { CustomsAnswer, CustomsRequest } from '../../src/declarations/customs-message.ts'
import type { DeclarationContent, DeclarationStatus } from '../../src/declarations/data-elements.ts'

const at = (day: number): Date => new Date(Date.UTC(2026, 2, day))
const answer = (functionCode: string, day: number): CourseMessage => {
  const message: CustomsAnswer = { kind: 'answer', functionCode, changes: [], taxes: [], errors: [], notes: [] }
  return { id: `${functionCode}-${day}`, message, issuedAt: at(day) }
}
const request = (id: string, kind: CustomsRequest['kind'], day: number): CourseMessage => ({ id, message: { kind, changes: [] }, issuedAt: at(day) })
const granted = (id: string, day: number): CourseFacts['state']['decisions'] => new Map([[id, { state: 'granted', decidedAt: at(day) }]])

interface Case { status?: DeclarationStatus, acceptedOn?: string | null, released?: number, stated?: DeclarationStatus[], contents?: Partial<DeclarationContent>[], messages?: CourseMessage[], decisions?: CourseFacts['state']['decisions'] }
const course = ({ status = 'lodged', acceptedOn = '2026-03-01', released, stated = [], contents = [], messages = [], decisions = new Map() }: Case): Course[] =>
  courseOf({ state: { status, acceptedOn, releasedAt: released === undefined ? null : at(released), decisions }, stated, contents: contents.map((content) => ({ declarationType: 'IM', items: [], ...content })), messages })

const cases: [words: string, facts: Case, course: Course[]][] = [
  ['lodged with a day of acceptance', {}, ['accepted']],
  ['lodged without one', { acceptedOn: null }, []],
  ['accepted by an answer that names no day', { status: 'accepted', acceptedOn: null, messages: [answer('01', 1)] }, ['accepted']],
  ['pre-lodged for a day', { status: 'pre_lodged' }, []],
  ['a draft for a day', { status: 'draft' }, []],
  ['rejected', { status: 'rejected' }, []],
  ['expired before acceptance', { status: 'expired' }, []],
  ['invalidated after acceptance', { status: 'invalidated' }, ['accepted', 'invalidated']],
  ['invalidated and never accepted', { status: 'invalidated', acceptedOn: null }, []],
  ['released', { status: 'released', released: 2, messages: [answer('08', 2)] }, ['accepted']],
  ['an amendment granted before release', { status: 'released', released: 4, messages: [request('r', 'amendment', 2), answer('11', 3)], decisions: granted('r', 3) }, ['accepted', 'amended', 'corrected_by_operator']],
  ['granted at the instant of release', { status: 'released', released: 3, messages: [request('r', 'amendment', 2)], decisions: granted('r', 3) }, ['accepted', 'amended', 'corrected_by_operator']],
  ['granted after release', { status: 'post_release_amended', released: 2, messages: [request('r', 'amendment', 3)], decisions: granted('r', 4) }, ['accepted', 'corrected_after_release', 'corrected_by_operator']],
  ['an amendment still pending', { messages: [request('r', 'amendment', 2)], decisions: new Map([['r', { state: 'pending', decidedAt: null }]]) }, ['accepted']],
  ['an amendment refused', { messages: [request('r', 'amendment', 2)], decisions: new Map([['r', { state: 'refused', decidedAt: at(3) }]]) }, ['accepted']],
  ['a presentation granted changes nothing', { messages: [request('r', 'presentation', 2)], decisions: granted('r', 3) }, ['accepted']],
  ['a correction of customs that grants what was asked', { messages: [request('r', 'amendment', 2), answer('07', 3)], decisions: granted('r', 3) }, ['accepted', 'amended', 'corrected_by_operator']],
  ['a correction of customs that nobody asked for', { messages: [answer('07', 3)] }, ['accepted', 'corrected_by_customs']],
  ['such a correction after release', { status: 'released', released: 2, messages: [answer('07', 3)] }, ['accepted', 'corrected_after_release', 'corrected_by_customs']],
  ['controlled without a finding', { status: 'released', released: 5, messages: [answer('05', 2), answer('08', 5)] }, ['accepted', 'controlled']],
  ['goods controlled', { messages: [answer('06', 2)] }, ['accepted', 'controlled']],
  ['controlled and corrected', { messages: [answer('05', 2), answer('07', 3)] }, ['accepted', 'corrected_by_customs', 'controlled', 'control_found_error']],
  ['controlled, and amended as the declarant asked', { messages: [answer('05', 2), request('r', 'amendment', 2)], decisions: granted('r', 3) }, ['accepted', 'amended', 'corrected_by_operator', 'controlled']],
  ['seized', { status: 'seized' }, ['accepted', 'controlled', 'control_found_error']],
  ['a sender that says so in an earlier version', { status: 'released', stated: ['under_control', 'amended', 'released'] }, ['accepted', 'amended', 'corrected_by_operator', 'controlled']],
  ['a sender that says it was amended after release', { status: 'completed', stated: ['post_release_amended'] }, ['accepted', 'corrected_after_release', 'corrected_by_operator']],
  ['pushed again with another weight', { contents: [{ grossMassTotal: '1' }, { grossMassTotal: '2' }] }, ['accepted', 'changed_unmarked']],
  ['pushed again as it goes on', { contents: [{ status: 'lodged', acceptanceDate: '2026-03-01' }, { status: 'released', statusAt: '2026-03-02T10:00:00.000Z' }] }, ['accepted']],
  ['pushed again with another weight, as amended', { stated: ['amended'], contents: [{ grossMassTotal: '1' }, { grossMassTotal: '2' }] }, ['accepted', 'amended', 'corrected_by_operator']],
  ['with another weight, and customs granted it', { contents: [{ grossMassTotal: '1' }, { grossMassTotal: '2' }], messages: [request('r', 'amendment', 2)], decisions: granted('r', 3) }, ['accepted', 'amended', 'corrected_by_operator']]
]

t.test('a declaration counts for what became of it', (t) => {
  for (const [words, facts, wanted] of cases) t.strictSame(course(facts), wanted, words)
  t.end()
})
