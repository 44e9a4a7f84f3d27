/** Organisation: who the operator is, where and in which units it works, who does it, and who acts for it. */
export { organisationRoutes } from './routes.ts'
export { organisationGraphql } from './graphql.ts'
export type { OrganisationDeps } from './operations/row-records.ts'
export { customsKeyPersons, customsStaff, customsStaffOn, customsVacancies, peopleActing, peopleIfKept, personExists, personOfSubject, positionExists, siteExists, sitesIfKept, sitesOn, unitExists, unitsIfKept, unitTree } from './questions.ts'
export { endedContacts } from './operations/ended-contacts.ts'
export { CUSTOMS_RESPONSIBILITIES } from './model/positions.ts'
export { directoryRegister, mandatesRegister } from './registers.ts'
