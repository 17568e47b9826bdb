import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';

// n8n's policy, as an administrator sets it: this machine may be asked by its name alone.
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
process.env.N8N_SSRF_ALLOWED_HOSTNAMES = 'localhost';

let context: ICredentialTestFunctions;
let sandbox: Sandbox;
let server: Server;
let asked: number;
let open: number;
let answer: (response: ServerResponse) => void;
beforeAll(async () => {
  const { CredentialTestContext } = await import('n8n-core'); // once the policy is set
  context = new CredentialTestContext();
  sandbox = await startSandbox();
  server = createServer((_request, response) => {
    asked++;
    answer(response);
  });
  server.on('connection', (socket) => {
    open++;
    socket.on('close', () => open--);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  asked = 0;
  open = 0;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await sandbox.close();
});

const port = () => (server.address() as AddressInfo).port;
const byName = (url: string) => url.replace('127.0.0.1', 'localhost');
const PROVIDERS: Record<string, (data: object) => Promise<INodeCredentialTestResult>> = {
  '1MSG': async (data) => {
    const { channelId, token } = sandbox;
    const { testChannel } = new OneMsgSendFile().methods.credentialTest;
    return await testChannel.call(context, credential({ channelId, token, ...data }));
  },
  '99digital': async (data) => {
    const { from, apiKey } = sandbox.ninetyNineDigital;
    const { testNumber } = new NinetyNineDigitalSendFile().methods.credentialTest;
    return await testNumber.call(context, credential({ from, apiKey, ...data }));
  },
};
const credential = (data: object) => ({ id: '1', name: 'c', type: 't', data }) as never;

describe.each(Object.entries(PROVIDERS))('%s', (name, testCredential) => {
  test('is tested by what n8n gives a test', async () => {
    expect(await testCredential({ baseUrl: byName(sandbox.url) })).toMatchObject({ status: 'OK' });
  });

  test('a wrong token or key is refused', async () => {
    const wrong = { token: 'wrong-2048', apiKey: 'wrong-2048' };
    const result = await testCredential({ baseUrl: byName(sandbox.url), ...wrong });
    expect(result.status).toBe('Error');
    expect(result.message).toMatch(/Channel Token|API Key/);
    expect(result.message).not.toContain('wrong-2048');
  });

  test('what n8n forbids is not reached, and the test says so', async () => {
    answer = (response) => response.end('SECRET');
    const { status, message } = await testCredential({ baseUrl: `http://127.0.0.1:${port()}` });
    expect(status).toBe('Error');
    expect(message).toContain(`${name} could not be reached: this n8n does not allow connections`);
    expect({ asked, open }).toEqual({ asked: 0, open: 0 });
  });

  test('a redirect to what n8n forbids, or to anything, is not followed', async () => {
    answer = (response) =>
      response.writeHead(302, { location: `http://localhost:${port()}/SECRET` }).end();
    const { status, message } = await testCredential({ baseUrl: `http://localhost:${port()}` });
    expect(status).toBe('Error');
    expect(message).toContain(`The Base URL does not lead to ${name}: HTTP 302`);
    expect(asked).toBe(1);
  });

  test('an answer without an end is read no further than it may be long', async () => {
    answer = (response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(100_000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    const { message } = await testCredential({ baseUrl: `http://localhost:${port()}` });
    expect(message).toContain(`The Base URL does not lead to ${name}: HTTP 200`);
    while (open > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('a connection that is cut, and one that speaks no HTTP, are told of', async () => {
    for (const text of ['', 'SSH-2.0-OpenSSH_9.6\r\n']) {
      answer = (response) => response.socket?.end(text);
      const { message } = await testCredential({ baseUrl: `http://localhost:${port()}` });
      expect(message).toMatch(/could not be reached: (the connection was cut|what answered does)/);
    }
  });
});
