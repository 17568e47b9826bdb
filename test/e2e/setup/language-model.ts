import type { IDataObject } from 'n8n-workflow';

import { startJsonServer } from './json-server';

/** A request to the model, as OpenAI's API takes it. */
export interface ChatRequest {
  messages: Array<{ role: string; content: unknown }>;
  tools?: Array<{
    function: { name: string; description: string; parameters: { properties: IDataObject } };
  }>;
}

/** Stands for a language model: answers each question with calls of its tool, and their results, or where there is nothing to call, with a text. */
export interface LanguageModel {
  /** The base URL of its API. */
  url: string;
  requests: ChatRequest[];
  close(): Promise<void>;
}

/**
 * Starts a {@link LanguageModel} on a free port of loopback.
 * @param decide what it gives the tool, once for each call, having read the conversation
 */
export async function startLanguageModel(
  decide: (request: ChatRequest) => IDataObject[],
): Promise<LanguageModel> {
  const requests: ChatRequest[] = [];
  const server = await startJsonServer({
    'POST /v1/chat/completions': ({ body }) => {
      const request = body as ChatRequest;
      requests.push(request);
      const isAnswered = request.messages.at(-1)?.role === 'tool';
      const calls = isAnswered ? [] : decide(request);
      return completion(
        calls.length === 0 ? { content: 'Here you are.' } : toolCalls(request, calls),
      );
    },
  });
  return { url: `${server.url}/v1`, requests, close: () => server.close() };
}

const toolCalls = ({ tools }: ChatRequest, calls: IDataObject[]): IDataObject => ({
  content: null,
  tool_calls: calls.map((given, index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name: tools?.[0]?.function.name, arguments: JSON.stringify(given) },
  })),
});

const completion = (message: IDataObject) => ({
  id: 'chatcmpl-2048',
  object: 'chat.completion',
  created: 1_795_359_600,
  model: 'stand-in',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', ...message },
      finish_reason: message.tool_calls ? 'tool_calls' : 'stop',
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
