/**
 * Logarithmic bins: every positive number falls into one whose midpoint is off by at most one per cent, so counts by bin can be
 * added, taken back and kept by month, and median and spread are read from them. A greater error makes fewer bins. Pure.
 */

/** Greatest relative error of a midpoint, where no other is asked for. */
export const RELATIVE_ERROR = 0.01

const gammaOf = (error: number): number => (1 + error) / (1 - error)

/** @param value positive and finite. @param error the greatest one of a midpoint. @returns the number of its bin; negative for values below one. */
export const binOf = (value: number, error = RELATIVE_ERROR): number => Math.ceil(Math.log(value) / Math.log(gammaOf(error)))

/** The value that stands for all of the bin. */
export const midpointOf = (bin: number, error = RELATIVE_ERROR): number => 2 * gammaOf(error) ** bin / (gammaOf(error) + 1)
