/** Webhooks: who is told of events of the log, over the Internet, without asking again and again. */
export { createCourier } from './courier.ts'
export type { CourierOptions, ErrorKind } from './courier.ts'
export type { WebhookDeps, WebhookSettings } from './deps.ts'
export { DELIVERIES_KEPT_DAYS, expiredDeliveries, expireDeliveries, expireDeliveriesOf } from './expiry.ts'
export { followLogs } from './follow-log.ts'
export { webhookRoutes } from './routes.ts'
export { WebhookSender } from './sender.ts'
export { ATTEMPT_OUTCOMES, watchWebhooks } from './watch.ts'
