import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

export async function getDeliveryStatus(
  _context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
  return await Promise.resolve([]);
}
