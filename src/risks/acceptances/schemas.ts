import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, Instant, orNull, Reference, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { Band, closed, Code, Ref } from '../register/schemas.ts'
import { ACCEPTANCE_STATES, MOST_MONTHS, STANDINGS } from './acceptance.ts'

/** What crosses the wire about acceptances of risks. */

const Person = (description: string) => Reference(64, description)

export const NewAcceptanceBody = Type.Object({
  risk: Ref('Id or code of the risk'), reason: Words(4000, 'Why it is accepted as it is'), expiresOn: Day(`Last day on which it is to hold: after today, and at most ${MOST_MONTHS} months ahead`),
  assessment: Type.Optional(Uuid('The stored assessment that is accepted; if neither this nor audit is given, the last one of the risk that looked at all sites and procedures')), audit: Type.Optional(Uuid('The audit whose second stage is accepted')),
  requestedBy: Type.Optional(Person('Pseudonym of the person who asks for it; only needed while nobody has the login of the token'))
}, { ...closed, description: 'What is to be accepted, why and for how long. The score is that of the assessment: nobody types it' })

export const SignatureBody = Type.Object({
  position: Reference(64, 'Code of a position that the signer holds today, or whose holder the signer stands in for'), rank: Words(200, 'Rank of the signer'), signer: Type.Optional(Person('Pseudonym of the person who signs; only needed while nobody has the login of the token'))
}, { ...closed, description: 'Who signs. It is another person, with another login, than the one who asked' })

export const EndBody = Type.Object({ reason: Words(2000, 'Why') }, { ...closed, description: 'The reason' })

const BASIS = {
  assessment: orNull(Uuid('The stored assessment'), 'The stored assessment that is accepted; null: the second stage of an audit'), audit: orNull(Uuid('The audit'), 'The audit whose second stage is accepted; null: a stored assessment'),
  auditVersion: orNull(Type.Integer({ minimum: 1, description: 'Version of the audit' }), 'Version of the audit; null: a stored assessment')
}
const Score = (description: string) => Type.Integer({ minimum: 1, maximum: 25, description })

const AcceptanceSchema = Type.Object({
  id: Uuid('Identifier'), risk: Code('Code of the risk'), state: Type.Enum(ACCEPTANCE_STATES, { description: 'What happened to it: asked for, signed or declined, and perhaps revoked since' }),
  standing: Type.Enum(STANDINGS, { description: 'What it is worth today. valid: signed, not expired, and no later assessment has a higher score; expired: its last day is over; stale: the score rose above the one signed' }),
  reason: Text(4000, 'Why it is accepted'), expiresOn: Day('Last day on which it holds'), ...BASIS,
  residualScore: Score('Score that is accepted'), likelihoodLevel: Band('Likelihood that is accepted'), impactLevel: Band('Impact that is accepted'), expectedAnnualLoss: Type.Number({ description: 'Expected loss that is accepted, EUR a year' }),
  scoreSince: orNull(Score('Score'), 'Score of the last stored assessment of the risk, at the same sites and procedures, after the one that is accepted; null: there is none'),
  requestedBy: Person('Pseudonym of the person who asked for it'), requestedAt: Instant('When it was asked for'),
  signature: orNull(Type.Object({ by: Person('Pseudonym of the person who signed'), position: Reference(64, 'Code of the position that the signer held'), rank: Text(200, 'Rank of the signer'), at: Instant('When') }, { ...closed, description: 'The signature' }), 'The signature; null: there is none'),
  ended: orNull(Type.Object({ at: Instant('When'), because: Text(2000, 'Why') }, { ...closed, description: 'That it was declined or revoked' }), 'That it was declined or revoked; null: it was not')
}, { $id: 'RiskAcceptance', ...closed, description: 'That somebody accepts a risk as it was assessed' })

export const ACCEPTANCE_SCHEMAS = [AcceptanceSchema, pageOf(Type.Ref('RiskAcceptance'), 'RiskAcceptancePage', 'Acceptances, the one asked for last first')]

export const AcceptanceParams = Type.Object({ id: Uuid('The acceptance') }, closed)
export const AcceptanceQuerySchema = Type.Object({
  ...LargePageQuery, risk: Type.Optional(Code('Code of the risk')), state: Type.Optional(Type.Enum(ACCEPTANCE_STATES, { description: 'What happened to it' }))
}, closed)

export type NewAcceptance = Static<typeof NewAcceptanceBody>
export type NewSignature = Static<typeof SignatureBody>
