import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { HookContext, WebhookContext } from 'n8n-core';
import type {
  ICredentialDataDecryptedObject,
  IDataObject,
  INode,
  INodeExecutionData,
  INodeType,
  INodeTypes,
  IRun,
  IWebhookDescription,
  IWebhookResponseData,
  IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import type {
  Execution,
  ExecutionSummary,
  N8nClient,
  StoredCredential,
  WorkflowDefinition,
} from '../n8n/n8n-client';
import { engineData, runFrom } from './run-workflow';
import { type DataTables, standInNodes } from './stand-in-nodes';

/** What of n8n's REST client a program can use on n8n and on its engine alike. */
export type WorkflowHost = Pick<
  N8nClient,
  | 'createCredential'
  | 'ensureDataTable'
  | 'createWorkflow'
  | 'activate'
  | 'postWebhook'
  | 'executions'
  | 'execution'
>;

/** A webhook of an active workflow. */
interface Listener {
  workflow: Workflow;
  node: INode;
  type: INodeType;
  description: IWebhookDescription;
}

/**
 * n8n's engine in this process, with as much around it as workflows that webhooks start need: no editor, no database,
 * and of n8n's own nodes stand-ins. It is there in a second, where an n8n takes minutes.
 */
export class EngineN8n implements WorkflowHost {
  private readonly credentials = new Map<string, ICredentialDataDecryptedObject>();
  private readonly tables: DataTables = new Map();
  private readonly workflows = new Map<string, Workflow>();
  private readonly listeners = new Map<string, Listener>();
  private readonly ended: Execution[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private readonly nodeTypes: INodeTypes;
  private url = '';

  private constructor(
    private readonly server: Server,
    ownNodes: Record<string, INodeType>,
  ) {
    const types = { ...standInNodes(this.tables), ...ownNodes };
    const byName = (name: string) => types[name] as INodeType;
    this.nodeTypes = { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
  }

  /** Starts one on a free port of loopback. @param ownNodes those under test, by their full names */
  static async start(ownNodes: Record<string, INodeType>): Promise<EngineN8n> {
    const server = createServer((request, response) => {
      engine.receive(request, response).catch((error: unknown) => {
        if (!response.headersSent) answer(response, 500, { message: (error as Error).message });
      });
    });
    const engine = new EngineN8n(server, ownNodes);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    engine.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return engine;
  }

  createCredential(name: string, type: string, data: IDataObject): Promise<StoredCredential> {
    const id = `credential-${this.credentials.size + 1}`;
    this.credentials.set(id, data as ICredentialDataDecryptedObject);
    return Promise.resolve({ id, name, type });
  }

  ensureDataTable(name: string, _columns: string[], rows: IDataObject[] = []): Promise<void> {
    if (!this.tables.has(name)) this.tables.set(name, [...rows]);
    return Promise.resolve();
  }

  createWorkflow({ name, nodes, connections, settings }: WorkflowDefinition): Promise<string> {
    const id = `workflow-${this.workflows.size + 1}`;
    const complete = nodes.map((node): INode => ({ id: node.name, position: [0, 0], ...node }));
    const { nodeTypes } = this;
    const given = { id, name, nodes: complete, connections, settings, active: false, nodeTypes };
    this.workflows.set(id, new Workflow(given));
    return Promise.resolve(id);
  }

  /** Opens the workflow's webhooks and has its triggers register them, as n8n does. */
  async activate(workflowId: string): Promise<void> {
    const workflow = this.workflows.get(workflowId);
    if (!workflow) throw new Error(`There is no workflow ${workflowId}.`);
    for (const node of Object.values(workflow.nodes)) {
      const type = this.nodeTypes.getByNameAndVersion(node.type);
      const context = this.hookContext(workflow, node);
      for (const description of type?.description.webhooks ?? []) {
        const address = context.getNodeWebhookUrl(description.name);
        if (address)
          this.listeners.set(new URL(address).pathname, { workflow, node, type, description });
      }
      const methods = type?.webhookMethods?.default;
      if (methods && !(await methods.checkExists.call(context))) await methods.create.call(context);
    }
  }

  async postWebhook(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}/webhook/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  executions(workflowId: string): Promise<ExecutionSummary[]> {
    const own = this.ended.filter((execution) => execution.workflowId === workflowId);
    return Promise.resolve(own.reverse());
  }

  execution(id: string): Promise<Execution> {
    const found = this.ended.find((execution) => execution.id === id);
    return found ? Promise.resolve(found) : Promise.reject(new Error(`No execution ${id}.`));
  }

  /** Takes the triggers' webhooks off again, lets what runs come to its end, and ends. */
  async stop(): Promise<void> {
    for (const { workflow, node, type, description } of this.listeners.values())
      if (description.name === 'default')
        await type.webhookMethods?.default?.delete.call(this.hookContext(workflow, node));
    this.listeners.clear();
    await Promise.allSettled(this.running);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private hookContext(workflow: Workflow, node: INode): HookContext {
    return new HookContext(workflow, node, this.data(), 'trigger', 'activate');
  }

  private data(): IWorkflowExecuteAdditionalData {
    return engineData(({ id }) => this.credentials.get(id ?? ''), 'webhook', this.url);
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const listener = this.listeners.get(pathname);
    if (!listener || request.method !== listener.description.httpMethod)
      return answer(response, 404, { message: 'There is no such webhook.' });
    const { workflow, node, type, description } = listener;
    const httpRequest = Object.assign(request, await readBody(request), {
      query: Object.fromEntries(searchParams),
      params: {},
    });
    const httpResponse = Object.assign(response, asExpress(response));
    const data = { ...this.data(), httpRequest, httpResponse } as IWorkflowExecuteAdditionalData;
    const webhookData = { webhookDescription: description } as ConstructorParameters<
      typeof WebhookContext
    >[4];
    const context = new WebhookContext(workflow, node, data, 'webhook', webhookData, [], null);
    const result: IWebhookResponseData = (await type.webhook?.call(context)) ?? {};
    const { workflowData, noWebhookResponse } = result;
    if (noWebhookResponse) return;
    const isAnsweredAtOnce = !workflowData || description.responseMode === 'onReceived';
    if (isAnsweredAtOnce) answer(response, 200, result.webhookResponse ?? {});
    if (!workflowData) return;
    const run = await this.run(workflow, node, workflowData);
    if (!isAnsweredAtOnce) answer(response, ...whatCameOut(run));
  }

  private async run(workflow: Workflow, node: INode, items: INodeExecutionData[][]): Promise<IRun> {
    const running = runFrom(workflow, node, items, this.data(), 'webhook');
    this.running.add(running);
    const run = await running.finally(() => this.running.delete(running));
    this.ended.push({
      id: String(this.ended.length + 1),
      workflowId: workflow.id,
      status: run.data.resultData.error ? 'error' : 'success',
      mode: 'webhook',
      data: run.data,
      rawData: '',
    });
    return run;
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The two methods of Express's response that a node may use. */
const asExpress = (response: ServerResponse) => ({
  status: (code: number) => {
    response.statusCode = code;
    return response;
  },
  json: (body: unknown) => answer(response, response.statusCode, body),
});

/** The body as n8n gives it to a node. */
async function readBody(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const rawBody = Buffer.concat(chunks);
  const contentType = request.headers['content-type']?.split(';', 1)[0]?.trim() ?? '';
  const isJson = contentType === 'application/json';
  return { rawBody, contentType, body: isJson ? (JSON.parse(String(rawBody)) as unknown) : {} };
}

/** What a webhook answers that waits for the workflow's end: the last node's first item. */
function whatCameOut({ data: { resultData } }: IRun): [number, unknown] {
  if (resultData.error) return [500, { message: resultData.error.message }];
  const last = resultData.runData[resultData.lastNodeExecuted ?? '']?.at(-1);
  return [200, last?.data?.main?.[0]?.[0]?.json ?? {}];
}
