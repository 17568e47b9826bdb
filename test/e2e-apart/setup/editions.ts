import { publish } from '../../../lab/servers/npm-registry';
import { name, version } from '../../../package.json';
import { readInstallContext } from './install-context';

/** npm can be told where packages of a scope are. Ours has none once it is published. */
export const SCOPE = '@local';

/** The package as it is published, and under the name that n8n's installer finds it by in these tests. */
export const PACKAGE = name;
export const SCOPED_PACKAGE = `${SCOPE}/${name}`;

/** The version of this working copy, and the one that comes after it. */
export const VERSION = version;
export const NEXT_VERSION = version.replace(/\d+$/, (patch) => String(Number(patch) + 1));

/** Publishes the packed package; what it sends tells by which version it was sent, as `sentBy`. */
export async function publishEdition(as: string, at: string): Promise<void> {
  const { registryUrl, tarball } = readInstallContext();
  const appended = { 'dist/nodes/OneMsg/OneMsgSendFile.node.js': signItems(at) };
  await publish(registryUrl, tarball, { name: as, version: at, appended });
}

const signItems = (sentBy: string): string => `
{
  const node = module.exports.OneMsgSendFile.prototype;
  const { execute } = node;
  node.execute = async function () {
    const outputs = await execute.call(this);
    for (const item of outputs[0]) item.json.sentBy = '${sentBy}';
    return outputs;
  };
}
`;
