import { Compile } from 'typebox/compile'
import { faultsOf } from '../../platform/http/faults.ts'
import { decodeStrictly, parseJsonStrictly } from '../../platform/http/body.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { normaliseDeclaration } from '../canonical.ts'
import { DeclarationContentSchema } from '../data-elements.ts'
import type { DeclarationContent } from '../data-elements.ts'

const compiled = Compile(DeclarationContentSchema)

/** A declaration in our canonical JSON. @throws invalid-request with a pointer to each fault. */
export function readJsonDeclaration (bytes: Uint8Array): DeclarationContent {
  return checkedDeclaration(parseJsonStrictly(decodeStrictly(bytes)))
}

/** Checks the shape of a declaration, whatever format it was read from, and brings it into canonical form. */
export function checkedDeclaration (value: unknown): DeclarationContent {
  if (!compiled.Check(value)) throw invalidRequest('The declaration is not valid.', { errors: faultsOf(compiled, value) })
  const { content, faults } = normaliseDeclaration(value)
  if (faults.length > 0) throw invalidRequest('The declaration is not valid.', { errors: faults })
  return content
}
