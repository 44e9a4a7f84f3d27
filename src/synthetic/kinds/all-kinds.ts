import { CLASSIFICATION_KINDS } from './classification-kinds.ts'
import { DUTY_KINDS } from './duty-kinds.ts'
import { IDENTIFIER_KINDS } from './identifier-kinds.ts'
import type { ErrorKind } from './kind.ts'
import { LICENCE_KINDS } from './licence-kinds.ts'
import { ORIGIN_KINDS } from './origin-kinds.ts'
import { PROCEDURE_KINDS } from './procedure-kinds.ts'
import { PROPOSAL_KINDS } from './proposal-kinds.ts'
import { VALUE_KINDS } from './value-kinds.ts'

/** Every kind of error that is planted, in the order in which a declaration is tried for it: part of what a seed means. */
export const ERROR_KINDS: readonly ErrorKind[] = [...IDENTIFIER_KINDS, ...CLASSIFICATION_KINDS, ...ORIGIN_KINDS, ...VALUE_KINDS, ...DUTY_KINDS, ...LICENCE_KINDS, ...PROCEDURE_KINDS, ...PROPOSAL_KINDS]

/** Grows when generator or kinds change, so that another year comes of the same seed. */
export const GENERATOR_VERSION = 4
