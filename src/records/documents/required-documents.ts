import NOT_ARCHIVED from './not-archived.json' with { type: 'json' }

/**
 * Which of the declared documents (D.E. 12 03) must be archived: each that has a reference, except codes that only state something
 * (Y…), authorisations and decisions, which have registers of their own, and what customs or EMCS keep under a number. Pure.
 */

export interface RequirementSetting {
  /** Types that must be archived although the rule leaves them out. */
  readonly always: readonly string[]
  /** Types that need not be archived. */
  readonly never: readonly string[]
}

export const NO_EXCEPTIONS: RequirementSetting = { always: [], never: [] }

/** Documents of a declaration as far as this looks at them. */
interface Place { readonly documents?: readonly { readonly type?: string | undefined, readonly reference?: string | undefined }[] | null | undefined }
export interface DeclaredContent extends Place { readonly items?: readonly Place[] | null | undefined }

export interface NamedDocument { readonly type: string, readonly reference: string }

const { beginnings, authorisations, decisions, records_of_customs: ofCustoms, records_of_excise: ofExcise } = NOT_ARCHIVED
const NEVER = new Set([...authorisations, ...decisions, ...ofCustoms, ...ofExcise])

export function mustBeArchived (type: string, { always, never }: RequirementSetting = NO_EXCEPTIONS): boolean {
  if (always.includes(type)) return true
  return !never.includes(type) && !NEVER.has(type) && !beginnings.some((beginning) => type.startsWith(beginning))
}

/** By type and reference: a document that several items name is one. */
export const documentKey = ({ type, reference }: NamedDocument): string => `${type} ${reference}`

/** Of header and items, each once, in the order declared. */
export function requiredDocuments (content: DeclaredContent, setting: RequirementSetting = NO_EXCEPTIONS): string[] {
  const declared = [content, ...content.items ?? []].flatMap(({ documents }) => documents ?? [])
  return [...new Set(declared.flatMap(({ type = '', reference = '' }) => type !== '' && reference !== '' && mustBeArchived(type, setting) ? [documentKey({ type, reference })] : []))]
}

export const missingDocuments = (content: DeclaredContent, archived: ReadonlySet<string>, setting: RequirementSetting = NO_EXCEPTIONS): string[] =>
  requiredDocuments(content, setting).filter((document) => !archived.has(document))
