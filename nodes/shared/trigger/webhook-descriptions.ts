import type { IWebhookDescription } from 'n8n-workflow';

/**
 * The webhook that answers at once, and the one that answers when the workflow has ended. n8n's types know no
 * other names; `setup` has no meaning of its own for a webhook without setup methods.
 */
export const RECEIVED = 'default';
export const FINISHED = 'setup';

/**
 * The webhooks of a trigger. Two, and not one whose responseMode is an expression: n8n would evaluate that on
 * every call.
 */
export const triggerWebhooks: IWebhookDescription[] = [
  {
    name: RECEIVED,
    httpMethod: 'POST',
    path: 'webhook',
    responseMode: 'onReceived',
    responseData: '', // so that n8n sends the answer that receive() gives
    ndvHideUrl: '={{ $parameter["options"]["acknowledge"] === "finished" }}',
  },
  {
    name: FINISHED,
    httpMethod: 'POST',
    path: 'webhook-finished',
    responseMode: 'lastNode',
    responseData: 'noData', // what the workflow made of the events is not for the provider
    ndvHideUrl: '={{ $parameter["options"]["acknowledge"] !== "finished" }}',
  },
];
