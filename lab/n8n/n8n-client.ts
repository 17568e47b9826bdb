import { parse } from 'flatted';
import type { IConnections, IDataObject, INode, IRunExecutionData } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';

/** n8n's first account. */
export interface N8nOwner {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
}

/** n8n answered a REST call with an error. */
export class N8nRestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A workflow to create: what the editor exports. */
export interface WorkflowDefinition {
  name: string;
  nodes: Array<Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> & Partial<INode>>;
  connections: IConnections;
  settings?: IDataObject;
  /** Items that a node gives in the editor instead of running, by the node's name. */
  pinData?: IDataObject;
}

/** A stored credential. */
export interface StoredCredential {
  id: string;
  name: string;
  type: string;
}

/** What the editor's credential test shows. */
export interface CredentialTestResult {
  status: 'OK' | 'Error';
  message: string;
}

/** A node type as n8n has loaded it. */
export interface NodeTypeSummary {
  name: string;
  displayName: string;
  version: number | number[];
}

/** An execution as n8n's list shows it. */
export interface ExecutionSummary {
  id: string;
  workflowId: string;
  /** new · running · waiting · success · error · canceled · crashed */
  status: string;
  /** manual · webhook · trigger · … */
  mode: string;
}

interface ListedExecution extends ExecutionSummary {
  /** Null for one that has yet to start. */
  startedAt: string | null;
}

/** An execution with all that its nodes read and wrote. */
export interface Execution extends ExecutionSummary {
  data: IRunExecutionData;
  /** The same as n8n sent it, for finding what must not be in it. */
  rawData: string;
}

/** Whether an execution has come to its end, good or bad. */
export const hasEnded = (execution: ExecutionSummary): boolean =>
  ['success', 'error', 'canceled', 'crashed'].includes(execution.status);

/** n8n stores execution data with `flatted`, and its REST API hands it out so. */
export function unflatten(answer: ExecutionSummary & { data: string }): Execution {
  return { ...answer, data: parse(answer.data) as IRunExecutionData, rawData: answer.data };
}

/** The JSON of the items that a node wrote to one of its outputs in its last run. */
export function outputOf<T extends object = IDataObject>(
  execution: Execution,
  node: string,
  output = 0,
): T[] {
  const run = execution.data.resultData.runData[node]?.at(-1);
  return (run?.data?.main?.[output] ?? []).map((item) => item.json as T);
}

/** The error that ended an execution or one of its nodes, in n8n's own form. */
export function errorOf(execution: Execution, node?: string): IDataObject | undefined {
  const { error, runData } = execution.data.resultData;
  const found = node === undefined ? error : runData[node]?.at(-1)?.error;
  return found as unknown as IDataObject | undefined;
}

/** The most executions that n8n gives at once. */
const MOST_EXECUTIONS = 100;

interface PublicationStatus {
  status: 'in_progress' | 'not_published' | 'published' | 'failed' | 'partial';
  triggers: Array<{ nodeId: string; errorMessage: string | null }>;
}

const WAIT_MS = 60_000;

/** Drives n8n through the REST API of its editor: 2.40 and 1.123 alike. */
export class N8nClient {
  /** @param cookie a session's that exists already, instead of logging in */
  constructor(
    readonly url: string,
    private cookie = '',
  ) {}

  /** The session's cookie, for another client of it: n8n lets nobody log in many times a minute. */
  get sessionCookie(): string {
    return this.cookie;
  }

  /** Creates the owner's account, or logs in when the folder has it from an earlier run. */
  async setUpOwner(owner: N8nOwner): Promise<void> {
    try {
      await this.call('POST', '/rest/owner/setup', owner);
    } catch (error) {
      if (!(error instanceof N8nRestError) || error.status !== 400) throw error;
    }
    await this.login(owner.email, owner.password);
  }

  /** Logs in; the calls that follow are made by this user. */
  async login(email: string, password: string): Promise<void> {
    await this.call('POST', '/rest/login', { emailOrLdapLoginId: email, password });
  }

  /** Makes a REST call and gives what it answers in `data`. */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.request(method, path, body);
    const text = await response.text();
    const answer = parseAnswer(text);
    if (!response.ok) {
      const said =
        [answer?.message, answer?.hint].filter(Boolean).join(' – ') || text.slice(0, 500);
      throw new N8nRestError(response.status, `n8n: ${method} ${path}: ${response.status} ${said}`);
    }
    return (answer && 'data' in answer ? answer.data : answer) as T;
  }

  /** Makes a call and gives the plain response. */
  async request(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        // n8n binds the session to the browser that logged in.
        'browser-id': 'n8n-nodes-1msg-send-file',
        ...(this.cookie && { cookie: this.cookie }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().find((each) => each.startsWith('n8n-auth='));
    if (set) this.cookie = set.split(';', 1)[0] ?? '';
    return response;
  }

  /** Stores a credential. */
  async createCredential(name: string, type: string, data: IDataObject): Promise<StoredCredential> {
    const { id } = await this.call<{ id: string }>('POST', '/rest/credentials', {
      name,
      type,
      data,
    });
    return { id, name, type };
  }

  /** What the editor's credential test does, with the values in its form. */
  testCredential(credential: StoredCredential, data: IDataObject): Promise<CredentialTestResult> {
    return this.call('POST', '/rest/credentials/test', { credentials: { ...credential, data } });
  }

  /** Stores a workflow, not active, and gives its id. */
  async createWorkflow(workflow: WorkflowDefinition): Promise<string> {
    const nodes = workflow.nodes.map((node, index) => ({
      id: `node-${index}`,
      position: [index * 220, 0],
      ...node,
    }));
    const { id } = await this.call<{ id: string }>('POST', '/rest/workflows', {
      settings: {},
      pinData: {}, // as the editor sends it: without it n8n 2.40 fails at "Execute step" behind a Webhook
      ...workflow,
      nodes,
      active: false,
    });
    return id;
  }

  /** Activates a workflow; throws with what the user would read when a trigger cannot be. */
  async activate(workflowId: string): Promise<void> {
    const { versionId } = await this.call<{ versionId: string }>(
      'GET',
      `/rest/workflows/${workflowId}`,
    );
    await this.call('POST', `/rest/workflows/${workflowId}/activate`, { versionId });
    const result = await this.settledPublication(workflowId, 'not_published');
    if (!result || result.status === 'published') return;
    const reasons = result.triggers.map((trigger) => trigger.errorMessage).filter(Boolean);
    throw new Error(reasons.join('\n') || `n8n did not activate the workflow: ${result.status}`);
  }

  /** Deactivates a workflow and waits until its triggers are gone. */
  async deactivate(workflowId: string): Promise<void> {
    await this.call('POST', `/rest/workflows/${workflowId}/deactivate`, {});
    await this.settledPublication(workflowId, 'published');
  }

  /** Deletes a workflow, deactivating it before. */
  async deleteWorkflow(workflowId: string): Promise<void> {
    await this.deactivate(workflowId);
    await this.call('POST', `/rest/workflows/${workflowId}/archive`, {});
    await this.call('DELETE', `/rest/workflows/${workflowId}`);
  }

  /** The executions of a workflow that started last, the newest first, a hundred at most. */
  executions(workflowId: string): Promise<ExecutionSummary[]> {
    return this.listExecutions(workflowId);
  }

  /**
   * All executions of a workflow, the newest ID first. n8n lists what runs and the latest of the others, by their start.
   * It pages by their ID, which under load is another order; so it is asked for what started before.
   */
  async allExecutions(workflowId: string): Promise<ExecutionSummary[]> {
    const all = new Map<string, ExecutionSummary>();
    let startedBefore: string | undefined;
    for (let known = -1; known < all.size;) {
      known = all.size;
      const page = await this.listExecutions(workflowId, startedBefore);
      for (const each of page) all.set(each.id, each);
      startedBefore = page
        .filter(({ status }) => status !== 'new' && status !== 'running')
        .flatMap(({ startedAt }) => startedAt ?? [])
        .sort()[0];
    }
    return [...all.values()].sort((one, other) => Number(other.id) - Number(one.id));
  }

  /** One execution with its data. */
  async execution(id: string): Promise<Execution> {
    return unflatten(await this.call('GET', `/rest/executions/${id}`));
  }

  /** Cancels a running execution, as the editor's stop button does. */
  async stopExecution(id: string): Promise<void> {
    await this.call('POST', `/rest/executions/${id}/stop`);
  }

  /** Waits for an execution of the workflow that has ended and that `matches`, the oldest first. */
  async waitForExecution(
    workflowId: string,
    matches: (execution: Execution) => boolean = () => true,
    timeoutMs = WAIT_MS,
  ): Promise<Execution> {
    const seen = new Set<string>();
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      for (const summary of (await this.executions(workflowId)).reverse()) {
        if (seen.has(summary.id) || !hasEnded(summary)) continue;
        seen.add(summary.id);
        const execution = await this.execution(summary.id);
        if (matches(execution)) return execution;
      }
      await sleep(150);
    }
    throw new Error(`No such execution of workflow ${workflowId} within ${timeoutMs / 1000} s.`);
  }

  /** Runs a workflow as the editor's button does and gives the execution when it has ended. */
  async runManually(workflowId: string, triggerName: string): Promise<Execution> {
    const { executionId } = await this.startManually(workflowId, triggerName);
    if (!executionId) throw new Error(`"${triggerName}" waits for an event.`);
    return this.waitForExecution(workflowId, ({ id }) => id === executionId);
  }

  /** "Listen for test event": registers the trigger's test webhook, until its first event. */
  async listenForTestEvent(workflowId: string, triggerName: string): Promise<void> {
    const { waitingForWebhook } = await this.startManually(workflowId, triggerName);
    if (!waitingForWebhook) throw new Error(`"${triggerName}" did not wait for an event.`);
  }

  /** "Stop listening" for a test event. */
  async stopListening(workflowId: string): Promise<void> {
    await this.call('DELETE', `/rest/test-webhook/${workflowId}`);
  }

  /** The node types loaded whose full name begins with `prefix`. */
  async nodeTypes(prefix: string): Promise<NodeTypeSummary[]> {
    const all = await this.call<NodeTypeSummary[]>('GET', '/types/nodes.json');
    return all.filter((type) => type.name.startsWith(prefix));
  }

  /** The names of all credential types loaded. */
  async credentialTypes(): Promise<string[]> {
    const all = await this.call<Array<{ name: string }>>('GET', '/types/credentials.json');
    return all.map((type) => type.name);
  }

  /** Creates a data table with these rows in the owner's personal project, unless there is one of that name. */
  async ensureDataTable(name: string, columns: string[], rows: IDataObject[] = []): Promise<void> {
    const project = await this.call<{ id: string }>('GET', '/rest/projects/personal');
    const tables = `/rest/projects/${project.id}/data-tables`;
    const table = { name, columns: columns.map((column) => ({ name: column, type: 'string' })) };
    try {
      const { id } = await this.call<{ id: string }>('POST', tables, table);
      const insert = { data: rows, returnType: 'count' };
      if (rows.length > 0) await this.call('POST', `${tables}/${id}/insert`, insert);
    } catch (error) {
      if (!(error instanceof N8nRestError) || error.status !== 409) throw error;
    }
  }

  /** Posts JSON to a production webhook and gives the answer, JSON where it is such. */
  async postWebhook(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const response = await this.request('POST', `/webhook/${path}`, body);
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) as unknown };
    } catch {
      return { status: response.status, body: text };
    }
  }

  private async startManually(
    workflowId: string,
    triggerName: string,
  ): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
    // n8n 1 takes the workflow from the request, n8n 2 from its database.
    const workflowData = await this.call('GET', `/rest/workflows/${workflowId}`);
    return this.call('POST', `/rest/workflows/${workflowId}/run`, {
      workflowData,
      triggerToStartFrom: { name: triggerName },
    });
  }

  /** @param startedBefore the latest start to list, ISO 8601; default: the latest of all */
  private async listExecutions(
    workflowId: string,
    startedBefore?: string,
  ): Promise<ListedExecution[]> {
    const query = new URLSearchParams({
      limit: String(MOST_EXECUTIONS),
      filter: JSON.stringify({ workflowId, startedBefore }),
    });
    const path = `/rest/executions?${query.toString()}`;
    const { results } = await this.call<{ results: ListedExecution[] }>('GET', path);
    return results;
  }

  /** n8n 2 publishes in the background: waits until it has left `before`. n8n 1 has done it in the call. */
  private async settledPublication(
    workflowId: string,
    before: PublicationStatus['status'],
  ): Promise<PublicationStatus | undefined> {
    const deadline = Date.now() + WAIT_MS;
    while (Date.now() < deadline) {
      let now: PublicationStatus;
      try {
        now = await this.call('GET', `/rest/workflows/${workflowId}/publication-status`);
      } catch (error) {
        if (error instanceof N8nRestError && error.status === 404) return undefined;
        throw error;
      }
      if (now.status !== 'in_progress' && now.status !== before) return now;
      await sleep(100);
    }
    throw new Error(`n8n was still publishing workflow ${workflowId} after ${WAIT_MS / 1000} s.`);
  }
}

interface RestAnswer {
  data?: unknown;
  message?: string;
  hint?: string;
}

function parseAnswer(text: string): RestAnswer | undefined {
  try {
    return JSON.parse(text) as RestAnswer;
  } catch {
    return undefined;
  }
}
