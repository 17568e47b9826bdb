import { EventEmitter } from 'node:events';
import type {
  ICredentialDataDecryptedObject,
  IDataObject,
  IHookFunctions,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import type { TriggerKind } from './trigger-kinds';

/** A trigger in a workflow, as far as n8n shows it to the node. */
export interface TriggerNode {
  kind: TriggerKind;
  nodeId: string;
  workflowId: string;
  credential: ICredentialDataDecryptedObject;
  parameters: { events: string[]; options: IDataObject };
  /** The editor's test listener and not the active workflow. */
  test: boolean;
  /** n8n's address. */
  n8nUrl: string;
  staticData: IDataObject;
  logged: string[];
  /** How often n8n was asked for the credential. */
  credentialReads: number;
}

let count = 0;

/** Makes a trigger whose memory no other test shares. */
export function newTrigger(kind: TriggerKind, changes: Partial<TriggerNode> = {}): TriggerNode {
  return {
    kind,
    nodeId: `node-${++count}`,
    workflowId: 'workflow',
    credential: kind.credential(),
    parameters: { events: ['sent', 'delivered', 'read', 'failed'], options: {} },
    test: false,
    n8nUrl: 'https://n8n.example.com',
    staticData: {},
    logged: [],
    credentialReads: 0,
    ...changes,
  };
}

function contextOf(node: TriggerNode) {
  const log = (message: string) => node.logged.push(message);
  return {
    getNode: () => ({
      credentials: { [node.kind.credentialType]: { id: `credential of ${node.nodeId}`, name: '' } },
      id: node.nodeId,
      parameters: node.parameters,
      name: `${node.kind.name} Send File Trigger`,
      type: 'trigger',
      typeVersion: 1.1,
    }),
    getWorkflow: () => ({ id: node.workflowId }),
    getMode: () => (node.test ? 'manual' : 'webhook'),
    getCredentials: () => {
      node.credentialReads++;
      return Promise.resolve(node.credential);
    },
    getNodeParameter: (name: 'events' | 'options') => node.parameters[name],
    logger: { warn: log, error: log, info: log, debug: log },
    helpers: { getSecureEgressFilter: () => undefined },
  };
}

/** Calls activation or deactivation as n8n does. */
export async function runHook(node: TriggerNode, method: 'create' | 'delete'): Promise<boolean> {
  const context = {
    ...contextOf(node),
    getWorkflowStaticData: () => node.staticData,
    getNodeWebhookUrl: (name: string) =>
      `${node.n8nUrl}/webhook${node.test ? '-test' : ''}/${node.nodeId}/${name === 'setup' ? 'webhook-finished' : 'webhook'}`,
  };
  return await node.kind.node.webhookMethods.default[method].call(
    context as unknown as IHookFunctions,
  );
}

/** A request to the trigger's URL. */
export interface Request {
  query?: IDataObject;
  body?: unknown;
  contentType?: string;
  rawBody?: Buffer;
  readRawBody?: () => Promise<void>;
  /** The URL that answers when the workflow has ended. */
  finished?: boolean;
}

/** The answer as far as the node writes it itself, and the end that n8n brings it to. */
export class Response extends EventEmitter {
  closed = false;
  writableEnded = false;
  statusCode = 200;
  sent: unknown;

  status(code: number): this {
    this.statusCode = code;
    return this;
  }

  json(body: unknown): void {
    this.sent = body;
    this.end(this.statusCode);
  }

  /** n8n has answered. */
  end(statusCode = 200): void {
    this.statusCode = statusCode;
    this.writableEnded = true;
    this.closed = true;
    this.emit('close');
  }
}

/** What the node made of a request. */
export interface Received extends Omit<IWebhookResponseData, 'webhookResponse'> {
  webhookResponse?: unknown;
  response: Response;
  /** The JSON of the items that start the workflow. */
  events: IDataObject[];
}

/** Hands a request to the node's `webhook()` as n8n does. */
export async function receive(node: TriggerNode, request: Request): Promise<Received> {
  const response = new Response();
  const context = {
    ...contextOf(node),
    getWebhookName: () => (request.finished ? 'setup' : 'default'),
    getQueryData: () => request.query ?? {},
    getRequestObject: () => ({ contentType: 'application/json', ...request }),
    getResponseObject: () => response,
  };
  const result = await node.kind.node.webhook.call(context as unknown as IWebhookFunctions);
  return { ...result, response, events: (result.workflowData?.[0] ?? []).map(({ json }) => json) };
}
