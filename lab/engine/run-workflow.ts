import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
  ICredentialDataDecryptedObject,
  INode,
  INodeCredentialsDetails,
  INodeExecutionData,
  IRun,
  IWorkflowBase,
  IWorkflowExecuteAdditionalData,
  Workflow,
  WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData } from 'n8n-workflow';

/** Gives a credential's fields by what the node says of it. */
export type ReadCredential = (
  named: INodeCredentialsDetails,
  type: string,
) => ICredentialDataDecryptedObject | undefined;

/**
 * What n8n's server gives its engine, without the server.
 * @param url where webhooks would come to
 */
export const engineData = (
  readCredential: ReadCredential,
  mode: WorkflowExecuteMode,
  url = 'http://127.0.0.1',
): IWorkflowExecuteAdditionalData =>
  ({
    credentialsHelper: {
      getDecrypted: (_data: unknown, named: INodeCredentialsDetails, type: string) =>
        Promise.resolve(readCredential(named, type)),
      getParentTypes: () => [],
      isCredentialUsableByNode: () => true,
    },
    currentNodeExecutionIndex: 0,
    hooks: new ExecutionLifecycleHooks(mode, '1', {} as IWorkflowBase),
    variables: {},
    logAiEvent: () => undefined,
    webhookBaseUrl: `${url}/webhook`,
    webhookTestBaseUrl: `${url}/webhook-test`,
    webhookWaitingBaseUrl: `${url}/webhook-waiting`,
    formWaitingBaseUrl: `${url}/form-waiting`,
  }) as unknown as IWorkflowExecuteAdditionalData;

/** A workflow that is running: it can be waited for, and cancelled. */
export type RunningWorkflow = Promise<IRun> & { cancel(): void };

/** Runs a workflow on n8n's real engine, in this process, from a node that is given these items. */
export function runFrom(
  workflow: Workflow,
  start: INode,
  items: INodeExecutionData[][],
  data: IWorkflowExecuteAdditionalData,
  mode: WorkflowExecuteMode,
): RunningWorkflow {
  const nodeExecutionStack = [{ node: start, data: { main: items }, source: null }];
  const execution = createRunExecutionData({ executionData: { nodeExecutionStack } });
  return new WorkflowExecute(data, mode, execution).processRunExecutionData(workflow);
}
