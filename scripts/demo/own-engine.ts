import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { EngineN8n } from '../../lab/engine/engine-n8n';
import { build } from '../../lab/n8n/pack';
import { n8n, name } from '../../package.json';

const root = join(__dirname, '..', '..');

/** Builds the package and starts n8n's engine with its nodes. */
export async function startEngine(): Promise<EngineN8n> {
  await build();
  return await EngineN8n.start(Object.fromEntries(n8n.nodes.map(load)));
}

/** A built node by the name that n8n gives it; its file exports a class of the file's name. */
function load(file: string): [string, INodeType] {
  const exported = createRequire(__filename)(join(root, file)) as Record<
    string,
    new () => INodeType
  >;
  const node = new exported[basename(file, '.node.js')]!();
  return [`${name}.${node.description.name}`, node];
}
