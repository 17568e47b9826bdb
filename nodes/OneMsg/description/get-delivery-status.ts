import type { INodeProperties } from 'n8n-workflow';

/** What the editor shows for the operation Get Delivery Status. */
export const getDeliveryStatusFields: INodeProperties[] = [
  {
    displayName: 'Message ID',
    name: 'messageId',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show: { operation: ['getDeliveryStatus'] } },
    placeholder: 'e.g. wamid.HBgLMTIwMjA3MjEzNjk…',
    description: 'The ID that Send File returned',
  },
];
