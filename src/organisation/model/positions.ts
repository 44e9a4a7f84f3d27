/** Positions, and what of customs they answer for (customs.md 11). */

export const RESPONSIBILITIES = [
  'head_of_customs', 'deputy_head_of_customs', 'customs_specialist', 'classification_owner', 'purchasing', 'sales_export', 'logistics', 'finance', 'production', 'it_interfaces',
  'ai_reviewer', 'security_officer', 'internal_auditor', 'management', 'board_member'
] as const
export type Responsibility = typeof RESPONSIBILITIES[number]

/** These answer for the operator as a whole, not for customs work: they make nobody customs staff, and no position one that customs work waits for. */
const OF_THE_WHOLE: ReadonlySet<Responsibility> = new Set(['management', 'board_member'])
export const CUSTOMS_RESPONSIBILITIES: readonly Responsibility[] = RESPONSIBILITIES.filter((responsibility) => !OF_THE_WHOLE.has(responsibility))
export const isForCustoms = ({ responsibilities }: Pick<PositionValues, 'responsibilities'>): boolean => responsibilities.some((responsibility) => !OF_THE_WHOLE.has(responsibility))

/** Persons whom UCC-IA 24(1) names: in charge of the applicant, controlling its management, in charge of its customs matters. */
export const CIRCLE = ['in_charge', 'in_control', 'in_charge_of_customs'] as const
export type Circle = typeof CIRCLE[number]

export interface PositionValues {
  readonly title: string
  readonly unit: string
  readonly responsibilities: readonly Responsibility[]
  readonly circle: readonly Circle[]
  readonly customsPercent: number
}
