import type {
  ICredentialDataDecryptedObject,
  IDataObject,
  IExecuteFunctions,
  INode,
  INodeExecutionData,
  INodeParameters,
  INodeType,
  INodeTypes,
  IRun,
  IWorkflowSettings,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { engineData, runFrom } from '../../lab/engine/run-workflow';

/** A node of ours to be run, and what it is run with. */
export interface NodeRun {
  nodeType: INodeType;
  parameters: INodeParameters;
  credentials: Record<string, ICredentialDataDecryptedObject>;
  /** One item each. */
  items: IDataObject[];
  onError?: INode['onError'];
  /** Has n8n run the node again when its first item has failed. */
  retryOnFail?: boolean;
  /** Every item's. */
  binary?: INodeExecutionData['binary'];
  /** The workflow's. */
  settings?: IWorkflowSettings;
  onStarted?: (cancel: () => void) => void;
}

/** What n8n's engine recorded of the run. */
export interface NodeResult {
  /** The items of the main output, and of the error output where the node has one. */
  outputs: INodeExecutionData[][];
  error?: { message: string; description?: string | null; context?: IDataObject };
  hints: string[];
  run: IRun;
}

const START = 'Start';
const NODE = 'Node';

const start: INodeType = {
  description: {
    displayName: START,
    name: 'start',
    group: ['trigger'],
    version: 1,
    description: '',
    defaults: {},
    inputs: [],
    outputs: ['main'],
    properties: [],
  },
  execute(this: IExecuteFunctions) {
    return Promise.resolve([this.getInputData()]);
  },
};

/** Runs one node in n8n's real engine, in this process: no server, no database. */
export async function runNode(options: NodeRun): Promise<NodeResult> {
  const { nodeType, parameters, credentials, items, onError } = options;
  const nodeTypes: INodeTypes = {
    getByName: (type) => (type === 'start' ? start : nodeType),
    getByNameAndVersion: (type) => (type === 'start' ? start : nodeType),
    getKnownTypes: () => ({}),
  };
  const node = (name: string, type: string, rest: Partial<INode>): INode => ({
    id: name,
    name,
    type,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
    ...rest,
  });
  const workflow = new Workflow({
    id: 'test',
    nodes: [
      node(START, 'start', {}),
      node(NODE, nodeType.description.name, {
        parameters,
        ...(onError && { onError }),
        ...(options.retryOnFail && { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 }),
        credentials: Object.fromEntries(
          Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
        ),
      }),
    ],
    connections: { [START]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
    active: false,
    nodeTypes,
    settings: { executionOrder: 'v1', ...options.settings },
  });
  const input = items.map((json, index) => ({
    json,
    pairedItem: { item: index },
    ...(options.binary && { binary: options.binary }),
  }));
  const data = engineData((_named, type) => credentials[type], 'trigger');
  const running = runFrom(workflow, workflow.getNode(START)!, [input], data, 'trigger');
  options.onStarted?.(() => running.cancel());
  const run = await running;
  const [ran] = run.data.resultData.runData[NODE] ?? [];
  return {
    outputs: (ran?.data?.main ?? []).map((output) => output ?? []),
    error: (ran?.error ?? run.data.resultData.error) as NodeResult['error'],
    hints: (ran?.hints ?? []).map(({ message }) => message),
    run,
  };
}
