import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, Instant, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { DESIGN_RATINGS } from '../../risk/method.ts'
import { closed, Code, Holder, listed, Ref } from '../register/schemas.ts'
import { TEST_SOURCES } from './automatic-test.ts'
import { CONTROL_KINDS, CONTROL_STATES, TEST_WAYS } from './control.ts'

/** What crosses the wire about controls and their tests. */

const Design = Type.Enum(DESIGN_RATINGS, { description: 'Share of events that it prevents if it always works as designed: none 0, weak 0.25, partial 0.5, good 0.75, strong 0.9' })
const FIELDS = {
  title: Words(200, 'Title'), description: Words(4000, 'What is done, by whom and when'), kind: Type.Enum(CONTROL_KINDS, { description: 'Before, while or after the error leaves the company' }),
  owner: Holder('Who answers for it, and does not test it'), risks: listed(Code('Code of a risk'), 200, 'Risks that it works against; it lowers the figures of no other')
}
const AutomaticTest = Type.Object({
  source: Type.Enum(TEST_SOURCES, { description: 'check_results: declarations that a check judged, failed where people confirmed its finding; finding_reviews: findings, failed where nobody decided; training_coverage: people on the last day, failed where they do not know all that is required; ai_reviews: outputs used, failed where no competent person decided before; ai_planted_checks: planted wrong proposals, failed where they were accepted' }),
  subject: Type.Optional(orNull(Reference(64, 'Id of the check, pillar, code of the unit or of the AI system'), 'Of what; null or absent: of all, which check_results has not'))
}, { ...closed, description: 'What the system counts for it' })
const InForce = Day('First day in force; today if absent, never a day to come')

export const NewControlBody = Type.Object({
  code: Code('Code of the control; it never changes'), title: FIELDS.title, description: FIELDS.description, kind: FIELDS.kind, owner: FIELDS.owner, risks: Type.Optional(FIELDS.risks),
  automaticTest: Type.Optional(AutomaticTest), design: Design, designReason: Words(4000, 'Why it is rated so'), inForceFrom: Type.Optional(InForce)
}, { ...closed, description: 'A control' })

export const ControlPatchBody = Type.Object({
  title: Type.Optional(FIELDS.title), description: Type.Optional(FIELDS.description), kind: Type.Optional(FIELDS.kind), owner: Type.Optional(FIELDS.owner), risks: Type.Optional(FIELDS.risks), automaticTest: Type.Optional(orNull(AutomaticTest))
}, { ...closed, minProperties: 1, description: 'What changes; null clears. The list of risks is given whole' })

export const NewDesignBody = Type.Object({ design: Design, reason: Words(4000, 'Why it is rated so') }, { ...closed, description: 'Another rating of the design' })
export const RetirementBody = Type.Object({ reason: Words(2000, 'Why'), on: Type.Optional(Day('First day on which it does not work any more; today if absent, never a day to come')) }, { ...closed, description: 'The end of a control' })

const MOST = 100_000_000
const Evidence = Type.Object({ reference: Reference(200, 'Where the proof is kept'), sha256: Sha256('SHA-256 of it; 64 hexadecimal digits') }, { ...closed, description: 'The proof' })
const TEST = {
  testedOn: Day('Day of the test; never a day to come'), sampleFrom: Day('First day that the sample was drawn from'), sampleTo: Day('Last day that the sample was drawn from'),
  sampleSize: Type.Integer({ minimum: 1, maximum: MOST, description: 'Cases that were looked at' }), passed: Type.Integer({ minimum: 0, maximum: MOST, description: 'Of these, those in which it worked' }),
  failed: Type.Integer({ minimum: 0, maximum: MOST, description: 'Of these, those in which it did not; what could not be judged is neither' })
}
const Tester = Reference(64, 'Pseudonym of the person who tested: never the owner, nor whoever holds the position that owns it')
const Remarks = Words(4000, 'What was noted')

export const NewTestBody = Type.Object({ ...TEST, tester: Tester, evidence: Evidence, remarks: Type.Optional(Remarks) }, { ...closed, description: 'A test that a person made' })
export const RunBody = Type.Object({ from: Day('First day that is counted'), to: Day('Last day that is counted; never a day to come') }, { ...closed, description: 'Days that are counted; of AI systems whole months' })
export const WithdrawalBody = Type.Object({ reason: Words(2000, 'What was wrong with it') }, { ...closed, description: 'The reason' })

const TestSchema = Type.Object({
  id: Uuid('Identifier'), ...TEST, way: Type.Enum(TEST_WAYS, { description: 'manual: a person tested; automatic: the system counted' }), tester: orNull(Tester, 'Pseudonym of the person who tested; null of what the system counted'),
  query: orNull(Type.Object({ source: Text(40, 'What was asked'), subject: orNull(Text(100, 'Of what'), 'Of what; null: of all'), from: Day('First day'), to: Day('Last day') }, { ...closed, description: 'What the system counted by' }), 'What the system counted by; null of what a person tested'),
  evidence: orNull(Evidence, 'The proof; null of what the system counted'), remarks: orNull(Text(4000, 'What was noted'), 'What was noted; null: nothing'), recordedBy: Uuid('Pseudonym of who recorded it, as in the log'), recordedAt: Instant('When it was recorded'),
  withdrawn: orNull(Type.Object({ at: Instant('When'), by: Uuid('Pseudonym of who withdrew it, as in the log'), because: Text(2000, 'Why') }, { ...closed, description: 'That it was recorded in error' }), 'That it was recorded in error, and counts no more; null: it counts')
}, { $id: 'ControlTest', ...closed, description: 'A test of a control in operation' })

const DesignSchema = Type.Object({
  number: Type.Integer({ minimum: 1, description: 'Number of the rating, from 1' }), design: Design, reason: Text(4000, 'Why'), ratedBy: Uuid('Pseudonym of who rated it, as in the log'), recordedAt: Instant('When')
}, { $id: 'ControlDesign', ...closed, description: 'A rating of a design' })

const ControlSchema = Type.Object({
  id: Uuid('Identifier'), code: Code('Code'), state: Type.Enum(CONTROL_STATES, { description: 'Whether it works' }), ...FIELDS,
  automaticTest: orNull(Type.Object({ source: Type.Enum(TEST_SOURCES, { description: 'What is counted' }), subject: orNull(Text(64, 'Of what'), 'Of what; null: of all') }, { ...closed, description: 'What the system counts for it' }), 'What the system counts for it; null: only people test it'),
  design: Design, designNumber: Type.Integer({ minimum: 1, description: 'Number of the rating that holds' }),
  inForceFrom: Day('First day in force'), retiredOn: orNull(Day('First day on which it does not work any more'), 'First day on which it does not work any more; null: it works'), retiredBecause: orNull(Text(2000, 'Why it was retired'), 'Why it was retired; null: it works'),
  tested: Type.Object({
    tests: Type.Integer({ minimum: 0, description: 'Tests that were not withdrawn' }), passed: Type.Integer({ minimum: 0, description: 'Cases in which it worked' }), failed: Type.Integer({ minimum: 0, description: 'Cases in which it did not' }),
    lastTestedOn: orNull(Day('Day of the last test'), 'Day of the last test; null: never')
  }, { ...closed, description: 'What its tests come to' }),
  recordedAt: Instant('When it was recorded')
}, { $id: 'RiskControl', ...closed, description: 'A control over risks' })

export const CONTROL_SCHEMAS = [
  TestSchema, DesignSchema, ControlSchema, pageOf(Type.Ref('RiskControl'), 'RiskControlPage', 'Controls, in the order of their codes'), pageOf(Type.Ref('ControlDesign'), 'ControlDesignPage', 'Ratings, last first'),
  pageOf(Type.Ref('ControlTest'), 'ControlTestPage', 'Tests, last day first')
]

export const ControlParams = Type.Object({ ref: Ref('Id or code of the control') }, closed)
export const TestParams = Type.Object({ ref: Ref('Id or code of the control'), id: Uuid('The test') }, closed)
export const StepQuery = Type.Object({ ...LargePageQuery }, closed)
export const ControlQuerySchema = Type.Object({
  ...LargePageQuery, kind: Type.Optional(Type.Enum(CONTROL_KINDS, { description: 'Kind' })), state: Type.Optional(Type.Enum(CONTROL_STATES, { description: 'State' })),
  owner: Type.Optional(Reference(64, 'Pseudonym of the person, or code of the position, that answers for it')), risk: Type.Optional(Code('Code of a risk that it works against'))
}, closed)

export type NewControl = Static<typeof NewControlBody>
export type ControlPatch = Static<typeof ControlPatchBody>
export type NewDesign = Static<typeof NewDesignBody>
export type Retirement = Static<typeof RetirementBody>
export type NewRun = Static<typeof RunBody>
export type NewTest = Static<typeof NewTestBody>
