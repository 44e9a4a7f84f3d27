import { Type } from 'typebox'
import { Day, OneOf, Reference, Words } from '../../platform/http/fields.ts'
import type { Content, RecordKind } from '../../platform/keeping/record-kind.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import type { Stated } from '../../platform/keeping/keep-records.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault, Problem } from '../../platform/problem.ts'
import { HIGHEST_LEVEL, REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import { TRAINING_SCOPES } from '../scopes.ts'
import { requirementExists, requirementNotFound, requirementOfAnother } from './problems.ts'

/** Who must know a topic: exactly one of these. */
const OF = ['unit', 'position', 'person'] as const

/** What the operator itself requires, in place of the matrix of roles. Of one person it is personal: others do not learn of it. */
export const TRAINING_REQUIREMENT: RecordKind = {
  name: 'training_requirement',
  path: '/training/requirements',
  table: 'training_requirements',
  scopes: { ...TRAINING_SCOPES, hidden: { field: 'person', scope: 'training:personal' } },
  fields: [
    { name: 'code', column: 'code', sql: 'text', key: true, required: true, schema: Reference(64, 'Code of the requirement') },
    { name: 'unit', column: 'unit', sql: 'text', names: 'unit', schema: Reference(64, 'Unit whose people it concerns, and those of the units below it that have none of their own on the topic') },
    { name: 'position', column: 'position', sql: 'text', names: 'position', schema: Reference(64, 'Position whose holders it concerns') },
    { name: 'person', column: 'person', sql: 'text', names: 'person', personal: true, schema: Reference(64, 'Pseudonym of the person whom it concerns; such a requirement needs the scope training:personal to be seen') },
    { name: 'topic', column: 'topic', sql: 'text', required: true, names: 'topic', schema: Reference(64, 'Code of the topic, as under /v1/training/topics') },
    { name: 'level', column: 'level', sql: 'integer', required: true, schema: Type.Integer({ minimum: 0, maximum: HIGHEST_LEVEL, description: 'Level asked: 1 aware, 2 trained, 3 experienced, 4 expert; 0: not required, for the reason stated, whatever lies behind says' }) },
    { name: 'refresherMonths', column: 'refresher_months', sql: 'integer', schema: Type.Integer({ minimum: 1, maximum: 120, description: 'Months after completion through which a record shows it; those of the topic if absent' }) },
    { name: 'graceDays', column: 'grace_days', sql: 'integer', otherwise: SHIPPED_CATALOGUE.matrixGraceDays, schema: Type.Integer({ minimum: 0, maximum: 730, description: `Days that whoever newly comes under it has; ${SHIPPED_CATALOGUE.matrixGraceDays} if absent` }) },
    { name: 'legalSource', column: 'legal_source', sql: 'text', required: true, schema: Words(200, 'Law, authorisation or instruction that it rests on, for example AI Act Art. 4') },
    { name: 'severity', column: 'severity', sql: 'text', otherwise: SHIPPED_CATALOGUE.matrixSeverity, schema: OneOf(REQUIREMENT_SEVERITIES, `How much hangs on it; ${SHIPPED_CATALOGUE.matrixSeverity} if absent`) },
    { name: 'reason', column: 'reason', sql: 'text', personal: true, erasable: true, schema: Words(1000, 'Why it is required, or why not: level 0 needs one. It stands in no event') },
    { name: 'validFrom', column: 'valid_from', sql: 'date', required: true, schema: Day('First day') },
    { name: 'validTo', column: 'valid_to', sql: 'date', schema: Day('Last day; open if absent') }
  ],
  day: 'validFrom',
  faultsOf,
  // Its history says why it is required of that person: it is for whoever may see people, and goes when she is erased.
  refusal: (before, after) => before['person'] === after['person'] ? undefined : requirementOfAnother('It stays what was said of whom it was.', {
    errors: [{ pointer: '/person', detail: 'is another than before', hint: 'End this one with validTo, and record another requirement from then on' }]
  }),
  exists: requirementExists,
  notFound: requirementNotFound
}

function faultsOf (content: Content): Fault[] {
  const { validFrom, validTo } = content
  const stated = OF.filter((name) => content[name] !== null)
  const faults: Fault[] = []
  if (stated.length === 0) faults.push({ pointer: '', detail: 'says of nobody that it is required', hint: 'Give one of unit, position and person' })
  for (const name of stated.slice(1)) faults.push({ pointer: `/${name}`, detail: `stands beside ${stated[0]}`, hint: 'Give one of unit, position and person; record another requirement for the other' })
  if (typeof validTo === 'string' && validTo < String(validFrom)) faults.push({ pointer: '/validTo', detail: 'is before its first day', hint: 'Give the last day on which it holds' })
  return faults
}

/** That nothing is required is to be accounted for, save of a person of whom the words were erased. @param erased people of whom they were. */
export function withoutReason (erased: ReadonlySet<string>, { after: { person, level, reason } }: Stated): Problem | undefined {
  if (level !== 0 || reason !== null || (typeof person === 'string' && erased.has(person))) return undefined
  return invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/reason', detail: 'is missing from a requirement of level 0', hint: 'Say why it is not required' }] })
}

export const REQUIREMENT_DOOR: RecordDoor = {
  kind: TRAINING_REQUIREMENT,
  tags: ['training'],
  words: {
    component: 'TrainingRequirement', components: 'TrainingRequirements', one: 'The requirement', many: 'Requirements', summaryOfOne: 'an own requirement',
    description: 'Of a topic, that of the person goes before that of the position, that before that of the nearest unit, and all before the matrix of roles; of several at one place the highest level counts, then the shortest refresher. What is to change from a day on is another requirement from that day; a change of this one holds for its past too.'
  },
  filters: ['code', 'unit', 'position', 'person', 'topic'],
  reference: ['code']
}
