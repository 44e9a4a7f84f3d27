import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What webhooks need, and what they are called with. */
const PATH = '/v1/webhooks'
const HOOK = { url: 'https://erp.example.com/hook', eventTypes: ['webhook.*'], description: 'Access test' }
const read = (path: (id: string) => string) => ({ scope: 'webhooks:read', method: 'GET', url: path, takesId: 'webhook' } as const)
const write = (path: (id: string) => string, payload?: object, takesId = 'webhook') => ({ scope: 'webhooks:write', method: 'POST', url: path, ...payload === undefined ? {} : { payload }, headers: ANY_STATE, takesId } as const)

export const webhookOperations: OperationsOf = async ({ post }) => {
  const [webhook, ended] = [await post('/webhooks', HOOK), await post('/webhooks', HOOK)]
  const delivery = await post(`/webhooks/${webhook.id}/test`, {})
  return {
    ids: { webhook: webhook.id, endedWebhook: ended.id, webhookDelivery: delivery.id },
    expected: {
      // Who makes one must be able to read what it is told of.
      createWebhook: { scope: 'webhooks:write', beside: 'webhooks:read', method: 'POST', url: () => PATH, payload: HOOK },
      listWebhooks: { scope: 'webhooks:read', method: 'GET', url: () => PATH },
      findWebhook: read((id) => `${PATH}/${id}`), listWebhookDeliveries: read((id) => `${PATH}/${id}/deliveries`),
      changeWebhook: { ...write((id) => `${PATH}/${id}`, { description: 'Changed' }), method: 'PATCH' },
      rotateWebhookSecret: write((id) => `${PATH}/${id}/rotate-secret`, {}), enableWebhook: write((id) => `${PATH}/${id}/enable`, {}), testWebhook: write((id) => `${PATH}/${id}/test`),
      replayWebhook: write((id) => `${PATH}/${id}/replay`, { after: '0' }), replayWebhookDelivery: write((id) => `${PATH}/${webhook.id}/deliveries/${id}/replay`, undefined, 'webhookDelivery'),
      retireWebhook: write((id) => `${PATH}/${id}/retire`, undefined, 'endedWebhook')
    },
    queries: {}
  }
}
