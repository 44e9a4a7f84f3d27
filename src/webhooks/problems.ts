import { defineProblem } from '../platform/problem.ts'

export const webhookNotFound = defineProblem('webhook-not-found', 404, 'Webhook not found')
export const webhookDeliveryNotFound = defineProblem('webhook-delivery-not-found', 404, 'Delivery not found', 'Deliveries are kept for 30 days; replay after the number of an event instead')
export const webhookLimit = defineProblem('webhook-limit', 409, 'There are as many webhooks as there may be', 'Retire one that is not needed any more')
export const webhookRetired = defineProblem('webhook-retired', 409, 'The webhook is retired', 'Make a new one')
export const webhookDisabled = defineProblem('webhook-disabled', 409, 'The webhook is disabled', 'POST …/enable once the receiver answers again')
export const webhookTestsWait = defineProblem('webhook-tests-wait', 409, 'As many tests wait as may wait', 'Look at what becomes of them first: GET …/deliveries')
export const nothingToReplay = defineProblem('webhook-nothing-to-replay', 409, 'There is nothing to replay', 'Replay after a number that lies before followedTo, or a delivery of what the webhook asks for')
export const webhookKeyMissing = defineProblem('webhook-key-missing', 503, 'Secrets of webhooks cannot be sealed', 'Set SEALING_KEY, the same for all replicas, and start the service again')
