import { Type } from 'typebox'
import { LargePageQuery, pageOf, PageQuery } from '../platform/http/pages.ts'
import * as kinds from './dated-kinds.ts'
import type { DatedKind } from './dated-kinds.ts'
import { Day, Eori, OneOf, Sha256, Uuid, Words } from '../platform/http/fields.ts'
import { changeable, Code, Country, ListOf, Percent, shown, statedAtFirst } from './field-schemas.ts'
import type { Fields } from './field-schemas.ts'
import * as words from './model/enumerated.ts'
import { CIRCLE, RESPONSIBILITIES } from './model/positions.ts'
import * as rowKinds from './row-kinds.ts'
import type { RowKind } from './row-kinds.ts'

/** What crosses the wire about the organisation. */

const closedSchema = { additionalProperties: false } as const
const Owner = Type.Object({
  kind: OneOf(words.OWNER_KINDS, 'What the owner is; dispersed: shares in free float'),
  reference: Words(200, 'Name of the company or body; of a person its pseudonym under /people, never a name'),
  sharePercent: Type.Optional(Percent('Share of the capital, whole per cent'))
}, closedSchema)

const PROFILE: Fields = {
  name: Words(200, 'Name of the operator'),
  legalForm: OneOf(words.LEGAL_FORMS, 'Legal form'),
  foundedOn: Day('Day of foundation'),
  address: Words(500, 'Registered office'),
  owners: ListOf(Owner, 'Main owners; the board are positions with the responsibility board_member'),
  supplyChainRoles: ListOf(OneOf(words.SUPPLY_CHAIN_ROLES, 'A role'), 'Roles in the international supply chain')
}
const UNIT: Fields = { name: Words(200, 'Name'), parent: Code('Code of the unit right above it; null for a root') }
const SITE: Fields = {
  name: Words(200, 'Name'), address: Words(500, 'Address'), country: Country('Country'),
  activities: ListOf(OneOf(words.SITE_ACTIVITIES, 'An activity'), 'What is done there'), unit: Code('Code of the unit that the site belongs to')
}
const STEP: Fields = {
  name: Words(200, 'What is done'), phase: OneOf(words.STEP_PHASES, 'Where it stands between the definition of the good and marketing'),
  ordinal: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Its place in the order of steps' }),
  units: ListOf(Code('A unit'), 'Codes of the units that do it'), sites: ListOf(Code('A site'), 'Codes of the sites where it is done')
}
const POSITION: Fields = {
  title: Words(200, 'Title of the position; never the name of a person, since reports of audits keep it'), unit: Code('Code of its unit'),
  responsibilities: ListOf(OneOf(RESPONSIBILITIES, 'A responsibility'), 'What of customs it answers for; empty: nothing'),
  circle: ListOf(OneOf(CIRCLE, 'A ground'), 'Why UCC-IA 24(1) looks at its holder: in charge of the applicant, in control of its management, in charge of its customs matters'),
  customsPercent: Percent('How much of the work of a full-time holder is customs work; 100 if absent')
}

/** Schemas of a kind whose values change by day. */
export interface RecordSchemas { readonly name: string, readonly page: string, readonly New: ReturnType<typeof Type.Object>, readonly Change: ReturnType<typeof Type.Object>, readonly components: ReturnType<typeof Type.Object>[] }

function recordSchemas (kind: DatedKind, name: string, words: string, fields: Fields, code = Code('Your own code of it; never changes')): RecordSchemas {
  const named = kind === kinds.PROFILE ? {} : { code }
  const values = shown(fields, kind.absent)
  const state = Type.Object({
    validFrom: Day('First day of the state'), validTo: Type.Union([Day('Day'), Type.Null()], { description: 'Its last day; null while nothing later is recorded' }),
    closed: Type.Boolean({ description: 'Whether it does not exist in this time' }), ...values
  }, { $id: `${name}State`, additionalProperties: false, description: `What held of ${words} from one day to another` })
  const record = Type.Object({
    id: Uuid('Identifier'), code, ...state.properties, history: Type.Array(Type.Ref(`${name}State`), { maxItems: 10_000, description: 'All its states, oldest first' })
  }, { $id: name, additionalProperties: false, description: `As ${words} is on the day asked for, with its history` })
  return {
    name, page: `${name}Page`,
    New: Type.Object({ ...named, validFrom: Day('First day'), ...statedAtFirst(fields, kind.absent) }, closedSchema),
    Change: Type.Object({
      validFrom: Type.Optional(Day('First day of the change; today if absent')),
      ...kind === kinds.PROFILE ? {} : { closed: Type.Optional(Type.Boolean({ description: 'true: it exists no more from that day on; false: again' })) }, ...changeable(fields, kind.absent)
    }, closedSchema),
    components: [state, record, pageOf(Type.Ref(name), `${name}Page`, 'In the order of codes')]
  }
}

export const PROFILE_SCHEMAS = recordSchemas(kinds.PROFILE, 'OrganisationProfile', 'the operator', PROFILE)
export const UNIT_SCHEMAS = recordSchemas(kinds.UNIT, 'Unit', 'a unit', UNIT, Code('What declarations carry as orgUnitId; never changes'))
export const SITE_SCHEMAS = recordSchemas(kinds.SITE, 'Site', 'a site', SITE, Code('What declarations carry as siteId; never changes'))
export const STEP_SCHEMAS = recordSchemas(kinds.STEP, 'ProductionStep', 'a production step', STEP)
export const POSITION_SCHEMAS = recordSchemas(kinds.POSITION, 'Position', 'a position', POSITION)

const period = { validFrom: Day('First day'), validTo: Day('Last day, which belongs to it; null: without an end') }
const Person = Code('Pseudonym of the person')
const PositionCode = Code('Code of the position')
const PERSON: Fields = { employmentKind: OneOf(words.EMPLOYMENT_KINDS, 'How the person works for the operator'), customsExperienceSince: Day('Since when the person has practical experience in customs (UCC-IA 27)') }
const PSEUDONYM = { pseudonym: Code('What declarations carry as handledBy; never a name, and never changes') }
const LEGAL_ENTITY: Fields = { name: Words(200, 'Name'), country: Country('Where it is established'), relation: OneOf(words.ENTITY_RELATIONS, 'What it is to the operator'), ...period }
const SOFTWARE: Fields = {
  name: Words(200, 'Name and product'), kind: OneOf(words.SOFTWARE_KINDS, 'What it is for'), vendor: Words(200, 'Who makes or runs it'), hosting: OneOf(words.HOSTINGS, 'Where it runs'), ...period
}
const REPRESENTATIVE: Fields = { name: Words(200, 'Name'), kind: OneOf(words.REPRESENTATIVE_KINDS, 'What it is') }
const MANDATE: Fields = {
  ...period,
  procedures: ListOf(Type.String({ pattern: '^[0-9]{2}([0-9]{2})?$', minLength: 2, maxLength: 4, description: 'A procedure' }), 'Procedures that it covers, two or four digits; empty: all'),
  directions: ListOf(OneOf(words.DIRECTIONS, 'A direction'), 'Directions that it covers; empty: all'),
  sites: ListOf(Code('A site'), 'Codes of sites that it covers; empty: all'),
  documentReference: Words(200, 'Where the document stands'),
  documentSha256: Sha256('SHA-256 of the document, hexadecimal'),
  revokedOn: Day('First day on which it covers nothing any more'),
  revocationReason: Words(500, 'Why it was revoked')
}

/** Schemas of a kind that holds for one period. */
export interface RowSchemas extends RecordSchemas { readonly Query: ReturnType<typeof Type.Object> }

/** @param fixed values that are stated once. @param unstated values that the service alone sets. */
function rowSchemas (kind: RowKind, name: string, words: string, parts: { fixed?: Fields, fields: Fields, unstated?: Fields, query?: Fields }): RowSchemas {
  const { fixed = {}, fields, unstated = {}, query = {} } = parts
  const record = Type.Object({ id: Uuid('Identifier'), ...shown({ ...fixed, ...fields, ...unstated }, kind.absent) }, { $id: name, additionalProperties: false, description: words })
  return {
    name, page: `${name}Page`,
    New: Type.Object(statedAtFirst({ ...fixed, ...fields }, kind.absent), closedSchema),
    Change: Type.Object(changeable(fields, kind.absent), closedSchema),
    Query: Type.Object({ ...PageQuery, ...Object.fromEntries(Object.entries(query).map(([name, schema]) => [name, Type.Optional(schema)])) }, closedSchema),
    components: [record, pageOf(Type.Ref(name), `${name}Page`, 'In the order in which they were recorded')]
  }
}

const on = Day('Only those that hold on this day')
export const PERSON_SCHEMAS = rowSchemas(rowKinds.PERSON, 'Person', 'A person, by pseudonym; what names the person is kept apart', { fixed: PSEUDONYM, fields: PERSON, unstated: { erasedOn: Day('When what named the person was erased') } })
export const ASSIGNMENT_SCHEMAS = rowSchemas(rowKinds.ASSIGNMENT, 'Assignment', 'Who holds a position when', {
  fixed: { person: Person, position: PositionCode }, fields: { ...period, ftePercent: Percent('Share of full time; 100 if absent, 0 for a function that takes no time of its own') }, query: { person: Person, position: PositionCode, on }
})
export const DEPUTY_SCHEMAS = rowSchemas(rowKinds.DEPUTY, 'Deputy', 'Who stands in for the holder of a position', { fixed: { position: PositionCode, person: Person }, fields: period, query: { person: Person, position: PositionCode, on } })
export const LEGAL_ENTITY_SCHEMAS = rowSchemas(rowKinds.LEGAL_ENTITY, 'LegalEntity', 'A company of the group: checks take a declaration of it for one of the operator while it has no validTo', {
  fixed: { eori: Eori('EORI number') }, fields: LEGAL_ENTITY, query: { on }
})
export const SOFTWARE_SCHEMAS = rowSchemas(rowKinds.SOFTWARE, 'Software', 'Software that customs work depends on', { fixed: { code: Code('Your own code of it; never changes') }, fields: SOFTWARE, query: { kind: OneOf(words.SOFTWARE_KINDS, 'What it is for'), on } })
export const REPRESENTATIVE_SCHEMAS = rowSchemas(rowKinds.REPRESENTATIVE, 'Representative', 'A representative or broker', { fixed: { eori: Eori('EORI number; what declarations name it by') }, fields: REPRESENTATIVE })
export const MANDATE_SCHEMAS = rowSchemas(rowKinds.MANDATE, 'Mandate', 'Power of a representative to act before customs (UCC 18, 19)', {
  fixed: { representative: Eori('EORI number of the representative'), representation: OneOf(words.REPRESENTATIONS, 'In the name of the operator (direct) or its own (indirect)') }, fields: MANDATE,
  query: { representative: Eori('EORI number of the representative'), on: Day('Only those in force on this day') }
})

export const NameParams = Type.Object({ id: Code('Its id, or its code') }, closedSchema)
export const OnQuery = Type.Object({ on: Type.Optional(Day('As it is on this day; today if absent')) }, closedSchema)
export const RecordQuery = Type.Object({ ...LargePageQuery, on: Type.Optional(Day('Only those that exist on this day, as they are then; all, as they are today, if absent')) }, closedSchema)
