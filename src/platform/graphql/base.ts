/** What every part builds on: features join by `extend type Query`. There is no Mutation: changes go through REST. */
export const BASE_SDL = `
"What the service knows of the operator named in the token. Reading only: changes go through REST."
type Query

"A decimal number as text, so that no digit is lost, such as \\"1234.50\\"."
scalar Decimal

"A day of the calendar, YYYY-MM-DD."
scalar Date

"An instant in UTC, RFC 3339, such as \\"2026-03-01T09:30:00.000Z\\"."
scalar DateTime
`
