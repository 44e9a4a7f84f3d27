/** Colours that keep apart in print, in grey and for colour-blind readers; where colour says something, form or words say it too. */
export const INK = '#1b2733'
export const QUIET = '#5b6875'
/** Legible on every band, too. */
export const ON_BAND = '#3c4752'
export const FAINT = '#d7dde3'
/** Before controls, now, and with the plan. */
export const BEFORE = '#8b96a3'
export const NOW = '#124f7b'
export const PLANNED = '#b5560b'
export const BANDS = { low: '#eaf1f6', medium: '#f7e3b0', high: '#e8b19c' } as const

/** What a chart is drawn for. */
export interface Frame {
  /** In pixels of the page, or points of the PDF. */
  readonly width: number
  readonly font: string
}

/** Below this width labels are short and fewer. */
export const isNarrow = ({ width }: Frame): boolean => width < 500

export const PAGE_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
