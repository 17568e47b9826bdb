import { once } from 'node:events';
import { WebSocket } from 'undici';

/**
 * Makes a process collect its garbage, so that what it holds then is what it needs.
 * @param inspectorPort the one that it was started with: `NODE_OPTIONS=--inspect=127.0.0.1:<port>`
 */
export async function collectGarbage(inspectorPort: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${inspectorPort}/json`);
  const [target] = (await answer.json()) as Array<{ webSocketDebuggerUrl: string }>;
  const inspector = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await once(inspector, 'open');
  // What finalizers let go of is garbage only the second time.
  for (const id of [1, 2]) {
    inspector.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    await once(inspector, 'message');
  }
  inspector.close();
}
