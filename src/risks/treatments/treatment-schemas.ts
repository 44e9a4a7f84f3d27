import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, Instant, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { NewControlBody } from '../controls/schemas.ts'
import { closed, Code, Holder, Ref } from '../register/schemas.ts'
import { Euros, Share, StatedCost } from './schemas.ts'
import { BECOMES, OPEN_STATES, TREATMENT_KINDS, TREATMENT_STATES } from './treatment.ts'

/** What crosses the wire about treatments of risks. */

const MOST_RISKS = 100
const Kind = Type.Enum(TREATMENT_KINDS, { description: 'reduce: fewer events; avoid: what leads to them is given up; transfer: somebody else bears them. To accept a risk is an acceptance, under /v1/risk-acceptances' })
const Effects = (risk: string) => Type.Array(Type.Object({ risk: Code(risk), share: Share }, { ...closed, description: 'What it does to a risk' }), { minItems: 1, maxItems: MOST_RISKS, description: 'The risks that it touches, each once' })
const OpenState = Type.Enum(OPEN_STATES, { description: 'proposed: it could be done, and a plan may take it; decided, in_progress: it will be, and every plan takes it' })
const FIELDS = {
  title: Words(200, 'Title'), action: Words(4000, 'What is done, by whom and how'), kind: Kind, annualCostEur: StatedCost, owner: Holder('Who sees to it'), dueOn: Day('By when it is to be done'), effects: Effects('Code of a risk of the register')
}

export const NewTreatmentBody = Type.Object({ code: Code('Code of the treatment; it never changes'), ...FIELDS, state: Type.Optional(OpenState) }, { ...closed, description: 'Something to be done against risks; proposed unless the state is given' })

export const TreatmentPatchBody = Type.Object({
  title: Type.Optional(FIELDS.title), action: Type.Optional(FIELDS.action), kind: Type.Optional(FIELDS.kind), annualCostEur: Type.Optional(FIELDS.annualCostEur), owner: Type.Optional(FIELDS.owner), dueOn: Type.Optional(FIELDS.dueOn),
  state: Type.Optional(OpenState), effects: Type.Optional(FIELDS.effects)
}, { ...closed, minProperties: 1, description: 'What changes. The list of effects is given whole' })

const Course = Reference(64, 'Code of a course, as under /v1/training/courses')
const Procedure = { reference: Reference(200, 'Where it is written down'), sha256: Sha256('SHA-256 of it; 64 hexadecimal digits') }

export const CompletionBody = Type.Object({
  on: Type.Optional(Day('First day on which it works; today if absent, never a day to come')),
  control: Type.Optional(Code('Code of the control of the register that it has become; it is linked to the risks that the treatment touches')),
  newControl: Type.Optional(Type.Object({ ...NewControlBody.properties }, { ...closed, description: 'The control that it has become, which comes into the register with it; against the risks that the treatment touches if it names none, and in force from the day that the treatment works' })),
  training: Type.Optional(Type.Object({ need: Type.Optional(Uuid('The training need that it has answered')), course: Type.Optional(Course) }, { ...closed, minProperties: 1, description: 'The training that it has become' })),
  procedure: Type.Optional(Type.Object({ reference: Procedure.reference, sha256: Type.Optional(Procedure.sha256) }, { ...closed, description: 'The procedure that it has become' }))
}, { ...closed, description: 'When it was finished, and the one thing that it goes on as: exactly one of control, newControl, training, procedure' })

export const DropBody = Type.Object({ reason: Words(2000, 'Why it will not be done'), on: Type.Optional(Day('From when on; today if absent, never a day to come')) }, { ...closed, description: 'Why it is dropped' })

const TreatmentSchema = Type.Object({
  id: Uuid('Identifier'), code: Code('Code'), title: FIELDS.title, action: FIELDS.action, kind: Kind, annualCostEur: Euros('What it costs in each year in which it works, EUR'), owner: FIELDS.owner, dueOn: FIELDS.dueOn,
  state: Type.Enum(TREATMENT_STATES, { description: 'proposed: it could be done; decided, in_progress: it will be; finished: it works, as what it has become; dropped: it will not be done' }), effects: Effects('Code of the risk'),
  finishedOn: orNull(Day('First day on which it works'), 'First day on which it works; null: not yet'),
  became: orNull(Type.Object({
    kind: Type.Enum(BECOMES, { description: 'What it goes on as' }), control: orNull(Code('Code of the control'), 'Code of the control; null: it is none'), need: orNull(Uuid('The training need'), 'The training need that it answered; null: none'),
    course: orNull(Course, 'Code of the course; null: none'), reference: orNull(Procedure.reference, 'Where the procedure is written down; null: it is none'), sha256: orNull(Procedure.sha256, 'SHA-256 of the procedure; null: not stated')
  }, { ...closed, description: 'What it goes on as' }), 'What it goes on as; null: it is not finished'),
  droppedOn: orNull(Day('Day from which it is dropped'), 'Day from which it is dropped; null: it is not'), droppedBecause: orNull(Text(2000, 'Why it is dropped'), 'Why it is dropped; null: it is not'), recordedAt: Instant('When it was recorded')
}, { $id: 'RiskTreatment', ...closed, description: 'Something that is done against risks' })

export const TREATMENT_SCHEMAS = [TreatmentSchema, pageOf(Type.Ref('RiskTreatment'), 'RiskTreatmentPage', 'Treatments, in the order of their codes')]

export const TreatmentParams = Type.Object({ ref: Ref('Id or code of the treatment') }, closed)
export const TreatmentQuerySchema = Type.Object({
  ...LargePageQuery, kind: Type.Optional(Type.Enum(TREATMENT_KINDS, { description: 'Kind' })), state: Type.Optional(Type.Enum(TREATMENT_STATES, { description: 'State' })),
  owner: Type.Optional(Reference(64, 'Pseudonym of the person, or code of the position, that sees to it')), risk: Type.Optional(Code('Code of a risk that it touches'))
}, closed)

export type NewTreatment = Static<typeof NewTreatmentBody>
export type TreatmentPatch = Static<typeof TreatmentPatchBody>
export type Completion = Static<typeof CompletionBody>
export type Drop = Static<typeof DropBody>
