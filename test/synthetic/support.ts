import { shippedReference } from '../../src/reference/shipped.ts'
import { DEFAULT_SETTING, traderSetting } from '../../src/synthetic/trader-setting.ts'
import type { TraderSetting } from '../../src/synthetic/trader-setting.ts'
import { syntheticYear } from '../../src/synthetic/year.ts'
import type { YearDeclaration } from '../../src/synthetic/year.ts'

export const setting = (seed = 'test'): TraderSetting => traderSetting(shippedReference(), { ...DEFAULT_SETTING, seed })

export const yearOf = (declarations: number, seed = 'test'): Generator<YearDeclaration> => syntheticYear({ ...setting(seed), declarations })
