/** An output as it is sent to the service, and what turned out to be right. Pure data. */

export interface SentDecision {
  readonly decision: 'accepted' | 'overridden' | 'rejected'
  readonly finalValue?: string
  readonly rationaleCode?: string
  readonly rationale?: string
  readonly reviewer: string
  readonly shownAt: string
  readonly explanationOpenedAt?: string
  readonly decidedAt: string
  readonly blindValue?: string
}

export interface SentOutput {
  readonly system: string
  readonly reference: string
  readonly modelVersion: string
  readonly nomenclatureVersion?: string
  readonly pillar: string
  readonly unit: string
  readonly madeAt: string
  readonly inputReference: string
  readonly declaration?: { readonly mrn: string }
  readonly itemNumber?: number
  readonly goodsRef?: string
  readonly proposal: string
  readonly alternatives?: readonly { readonly value: string, readonly score: number }[]
  readonly confidence: number
  readonly explanation: string
  readonly shownWords: number
  readonly decision?: SentDecision
  readonly usedAt?: string
}

export interface MadeOutput {
  readonly sent: SentOutput
  /** What is right, whoever knows. */
  readonly right: string
  /** Day on which somebody had found it without seeing the proposal; null where nobody did. */
  readonly knownOn: string | null
}
