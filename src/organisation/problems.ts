import { defineProblem } from '../platform/problem.ts'

/** The failures that the organisation feature can report. */
const kept = (thing: string, words: string) => ({
  missing: defineProblem(`${thing}-not-found`, 404, `No such ${words}`),
  exists: defineProblem(`${thing}-exists`, 409, `The ${words} is recorded already`)
})
export type KeptProblems = ReturnType<typeof kept>

export const PROFILE = kept('organisation-profile', 'profile of the operator')
export const UNIT = kept('unit', 'unit')
export const SITE = kept('site', 'site')
export const STEP = kept('production-step', 'production step')
export const POSITION = kept('position', 'position')
export const PERSON = kept('person', 'person')
export const ASSIGNMENT = kept('assignment', 'assignment')
export const DEPUTY = kept('deputy', 'deputy')
export const LEGAL_ENTITY = kept('legal-entity', 'legal entity')
export const SOFTWARE = kept('software', 'software')
export const REPRESENTATIVE = kept('representative', 'representative')
export const MANDATE = kept('mandate', 'mandate')

export const unitCycle = defineProblem('unit-cycle', 409, 'The unit would stand under itself')
export const organisationConflict = defineProblem('organisation-conflict', 409, 'The organisation of that day does not allow it')
export const beyondFullTimeRefused = defineProblem('assignment-beyond-full-time', 409, 'The person would work more than full time')
export const contactMissing = defineProblem('person-contact-not-found', 404, 'No contact data are kept of this person')
export const subjectTaken = defineProblem('person-subject-exists', 409, 'The login belongs to another person')
export const personErased = defineProblem('person-erased', 409, 'What named the person was erased')
export const erasureHeld = defineProblem('erasure-held', 409, 'A legal hold keeps it')
