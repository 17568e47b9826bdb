import type { IWebhookDescription } from 'n8n-workflow';

/**
 * The webhooks of a trigger. Two, and not one whose responseMode is an expression: n8n would evaluate that on
 * every call.
 */
export const triggerWebhooks: IWebhookDescription[] = [
  {
    name: 'default',
    httpMethod: 'POST',
    path: 'webhook',
    responseMode: 'onReceived',
    responseData: '', // so that n8n sends the answer that receive() gives
    ndvHideUrl: '={{ $parameter["options"]["acknowledge"] === "finished" }}',
  },
  {
    name: 'setup',
    httpMethod: 'POST',
    path: 'webhook-finished',
    responseMode: 'lastNode',
    responseData: 'noData', // what the workflow made of the events is not for the provider
    ndvHideUrl: '={{ $parameter["options"]["acknowledge"] !== "finished" }}',
  },
];
