import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { bringFileBack, type SendFileWorkflowOptions } from './send-file-workflow';
import { eventually } from './stage';

/** Holds an execution between Fetch File and what follows it, within one process of n8n. */
export interface Gate extends Required<Pick<SendFileWorkflowOptions, 'before' | 'also'>> {
  /** Waits until an execution stands before the gate. */
  reached(): Promise<void>;
  /** Lets it on. */
  open(): void;
  close(): Promise<void>;
}

/** Starts the server that the workflow's gate waits for. */
export async function startGate(): Promise<Gate> {
  let waiting: ServerResponse | undefined;
  const server = createServer((_request, response) => (waiting = response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    before: [
      {
        name: 'Gate',
        type: 'n8n-nodes-base.httpRequest',
        typeVersion: 4.2,
        parameters: { url, options: {} },
      },
      bringFileBack,
    ],
    also: [{ from: 'Fetch File', to: bringFileBack.name, input: 1 }],
    reached: () =>
      eventually(() => {
        if (!waiting) throw new Error('No execution has come to the gate.');
        return Promise.resolve();
      }, 60_000),
    open: () => {
      waiting?.end('{}');
      waiting = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
