import { asOperator, chosenOperators, say, withPool } from './command-line.ts'
import type { Values } from './command-line.ts'
import type { Config } from './config.ts'
import { utcDay } from './platform/calendar.ts'
import { expiredAnswers, expireAnswersOf, KEPT_DAYS } from './platform/idempotency/expiry.ts'
import { RETAINED_ELSEWHERE } from './features.ts'
import { runRetention } from './records/index.ts'
import { DELIVERIES_KEPT_DAYS, expiredDeliveries, expireDeliveriesOf } from './webhooks/index.ts'

/** `retention`: says what has reached the end of its keeping, and with `--apply` erases it. */
export async function runRetentionCommand (config: Config, values: Values): Promise<number> {
  const apply = values['apply'] === true
  const now = new Date()
  return await withPool(config, async (pool, db) => {
    for (const operator of await chosenOperators(pool, values)) {
      say(`${operator.eori}: ${apply ? 'erased' : 'to be erased; nothing is erased without --apply'}`)
      for (const { name, years, dueUntil, legalSource, erased, held, waiting } of await runRetention(async (work) => await asOperator(db, operator, work), { apply, today: utcDay(now), others: RETAINED_ELSEWHERE })) {
        say(`  ${[name, `${years} years`, `until ${dueUntil}`, `${erased} ${apply ? 'erased' : 'due'}`, `${held} held`, `${waiting} under supervision`, legalSource].join('\t')}`)
      }
      const answers = await (apply ? expireAnswersOf : expiredAnswers)(pool, operator.operatorId, now)
      say(`  ${['idempotency_answers', `${KEPT_DAYS} days`, `${answers} ${apply ? 'erased' : 'due'}`].join('\t')}`)
      const deliveries = await (apply ? expireDeliveriesOf : expiredDeliveries)(pool, operator.operatorId, now)
      say(`  ${['webhook_deliveries', `${DELIVERIES_KEPT_DAYS} days`, `${deliveries} ${apply ? 'erased' : 'due'}`].join('\t')}`)
    }
    return 0
  })
}
