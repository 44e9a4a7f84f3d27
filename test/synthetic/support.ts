import type { Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { inProcessService } from '../../src/in-process-service.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { shippedReference } from '../../src/reference/shipped.ts'
import { DEFAULT_SETTING, traderSetting } from '../../src/synthetic/trader-setting.ts'
import type { TraderSetting } from '../../src/synthetic/trader-setting.ts'
import type { Service } from '../../src/synthetic/service.ts'
import { syntheticYear } from '../../src/synthetic/year.ts'
import type { YearDeclaration } from '../../src/synthetic/year.ts'
import { testDatabase } from '../support/postgres.ts'

export const setting = (seed = 'test'): TraderSetting => traderSetting(shippedReference(), { ...DEFAULT_SETTING, seed })

export const yearOf = (declarations: number, seed = 'test'): Generator<YearDeclaration> => syntheticYear({ ...setting(seed), declarations })

/** The service as the commands have it: over a database of its own, with the operator of the synthetic year. */
export async function testService (t: Test, clock: () => Date): Promise<{ db: Database, service: Service }> {
  const { appUrl } = await testDatabase(t)
  const db = openDatabase({ url: appUrl, poolSize: 6, reportPoolSize: 2 })
  await addOperator(db.operations, DEFAULT_SETTING.operator, 'Synthetic trader')
  const service = await inProcessService({ config: readConfig({ DATA_DIR: t.testdir() }), db, operator: DEFAULT_SETTING.operator, subject: 'test', clock })
  t.teardown(async () => {
    await service.close()
    await db.close()
  })
  return { db, service }
}
