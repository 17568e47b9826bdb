import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { Template } from './templates';
import { listTemplates, NO_TEMPLATES } from './templates';
import { ONE_MSG } from '../api/channel';
import { channelClient } from '../api/channel-client';

const TIMEOUT_MS = 20_000;
const RETRIES = 2;

/**
 * Lists the channel's templates for the editor, whatever their status.
 * @throws {NodeOperationError} with what to do, which the editor shows in place of the list
 */
export async function channelTemplates(context: ILoadOptionsFunctions): Promise<Template[]> {
  const client = await channelClient(context, TIMEOUT_MS);
  const answer = await listTemplates(client, { retries: RETRIES, clock: n8nClock });
  if ('templates' in answer) return [...answer.templates.values()];
  const { message, description } = explainFailure(answer.unanswered, ONE_MSG, NO_TEMPLATES);
  throw new NodeOperationError(context.getNode(), message, { description });
}
