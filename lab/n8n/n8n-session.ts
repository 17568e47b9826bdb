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

/** A logged-in session with n8n's REST API, the one the editor uses. */
export class N8nSession {
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
    const answer = parse(text);
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
}

interface RestAnswer {
  data?: unknown;
  message?: string;
  hint?: string;
}

function parse(text: string): RestAnswer | undefined {
  try {
    return JSON.parse(text) as RestAnswer;
  } catch {
    return undefined;
  }
}
