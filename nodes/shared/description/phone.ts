import type { INodeProperties } from 'n8n-workflow';

/**
 * The field Phone Number, the same wherever it is asked for.
 * @param description what the number is wanted for
 */
export function phoneField(operation: string, description: string): INodeProperties {
  return {
    displayName: 'Phone Number',
    name: 'phone',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show: { operation: [operation] } },
    placeholder: 'e.g. +1 202 555 0123',
    description,
  };
}
