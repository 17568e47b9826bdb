import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { temporaryFolder } from '../../../lab/servers/start-process';

const run = promisify(execFile);

/** A server certificate for this machine, and the authority of its own that signed it. */
export interface Certificate {
  key: string;
  cert: string;
  /** The authority's certificate: what NODE_EXTRA_CA_CERTS names. */
  caFile: string;
}

/** Makes a {@link Certificate} that is good for two days. Its files go with this process. */
export async function makeCertificate(): Promise<Certificate> {
  const folder = temporaryFolder('1msg-bench-ca-');
  const file = (name: string) => join(folder, name);
  const openssl = async (args: string) => {
    await run('openssl', args.split(' '), { cwd: folder });
  };
  const ec = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  await writeFile(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  await openssl(`req -x509 ${ec} -keyout ca.key -out ca.pem -days 2 -subj /CN=Benchmark`);
  await openssl(`req ${ec} -keyout server.key -out server.csr -subj /CN=localhost`);
  await openssl(
    'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem',
  );
  return {
    key: readFileSync(file('server.key'), 'utf8'),
    cert: readFileSync(file('server.pem'), 'utf8'),
    caFile: file('ca.pem'),
  };
}
